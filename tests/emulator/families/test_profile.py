"""The store profile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.conftest import Api
from tests.emulator.families.conftest import Catalogue

SENT: dict[str, Any] = {
    "generalInfo": {
        "storeUrl": "https://shop.example.com/store",
        "starterSite": {"ecwidSubdomain": "kestrel", "customDomain": "shop.example.com"},
        "websitePlatform": "wordpress",
    },
    "account": {
        "accountName": "Рубен Öwner",
        "accountNickName": "Рубен",
        "accountEmail": "ruben@example.com",
    },
    "settings": {
        "closed": True,
        "storeName": "Kestrel",
        "storeDescription": "<p>Boots</p>",
        "googleRemarketingEnabled": True,
        "googleAnalyticsId": "UA-1",
        "fbPixelId": "2",
        "snapPixelId": "3",
        "pinterestTagId": "4",
        "googleTagId": "5",
        "googleEventId": "6",
        "orderCommentsEnabled": True,
        "orderCommentsCaption": "Anything else?",
        "orderCommentsRequired": True,
        "hideOutOfStockProductsInStorefront": True,
        "askCompanyName": True,
        "favoritesEnabled": False,
        "productReviewsFeatureEnabled": False,
        "defaultProductSortOrder": "PRICE_DESC",
        "abandonedSales": {"autoAbandonedSalesRecovery": True},
        "salePrice": {
            "displayOnProductList": False,
            "oldPriceLabel": "was",
            "displayDiscount": "ABS",
            "displayLowestPrice": True,
        },
        "tikTokPixel": {"advancedMatching": True},
        "googleProductCategory": 632,
        "productCondition": "USED",
    },
    "company": {"companyName": "Kestrel Ltd", "countryCode": "GB", "city": "Leeds"},
    "formatsAndUnits": {
        "currency": "currency",
        "currencyPrefix": "<",
        "timezone": "timezone",
        "volumeUnit": "L",
        "orderNumberPrefix": "K-",
        "orderNumberMinDigitsAmount": 5,
        "orderNumberNextNumber": 12,
    },
    "languages": {"enabledLanguages": ["en", "ru"], "defaultLanguage": "en"},
    "taxSettings": {"automaticTaxEnabled": False, "taxes": [], "pricesIncludeTax": True},
    "businessRegistrationID": {"name": "VAT", "value": "GB1"},
    "designSettings": {"product_list_image_size": "MEDIUM", "cart_widget_icon": "BAG"},
    "productFiltersSettings": {
        "enabledInStorefront": True,
        "filterSections": [
            {"type": "ATTRIBUTE", "name": "Brand", "enabled": True},
            {"type": "IN_STOCK", "enabled": False},
            {"type": "OPTION", "name": "Size", "enabled": True},
        ],
    },
}


def contains(whole: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return all(name in whole and contains(whole[name], value) for name, value in part.items())
    return bool(whole == part)


def test_profile(shop: Any) -> None:
    """The row of StoreProfileTest."""
    assert shop.put("/profile", SENT) == {"updateCount": 1, "success": True}
    profile = shop.get("/profile")
    assert contains(profile, SENT)
    general = profile["generalInfo"]
    assert general["storeId"] == 1003
    assert general["starterSite"]["generatedUrl"] == "https://kestrel.company.site"
    assert "API" in profile["account"]["availableFeatures"]
    assert profile["account"]["whiteLabel"] is False
    assert profile["designSettings"]["product_list_image_size"] == "MEDIUM"
    sections = SENT["productFiltersSettings"]["filterSections"]
    assert profile["productFiltersSettings"]["filterSections"] == sections


def test_profile_reset(shop: Any) -> None:
    """The set-up of the client's tests: a partial body, sections that are empty."""
    shop.put("/profile", SENT)
    shop.put(
        "/profile",
        {
            "generalInfo": {},
            "formatsAndUnits": {"orderNumberPrefix": "", "orderNumberSuffix": ""},
            "languages": {"enabledLanguages": ["en", "ru"], "defaultLanguage": "en"},
            "taxSettings": {"automaticTaxEnabled": False, "taxes": []},
            "productFiltersSettings": {
                "filterSections": [
                    {"type": "PRICE", "enabled": True},
                    {"type": "OPTION", "name": "Color", "enabled": True},
                ]
            },
        },
    )
    profile = shop.get("/profile")
    assert profile["formatsAndUnits"]["orderNumberPrefix"] == ""
    assert profile["formatsAndUnits"]["timezone"] == "timezone"
    assert profile["generalInfo"]["storeUrl"] == "https://shop.example.com/store"
    filters = profile["productFiltersSettings"]
    assert filters["enabledInStorefront"] is True
    assert [each["type"] for each in filters["filterSections"]] == ["PRICE", "OPTION"]


def test_what_is_not_sent_stays_at_every_depth(shop: Any) -> None:
    before = shop.get("/profile")
    shop.put("/profile", {"settings": {"salePrice": {"oldPriceLabel": "was"}}})
    after = shop.get("/profile")
    sale = after["settings"]["salePrice"]
    assert sale.pop("oldPriceLabel") == "was"
    assert sale.pop("oldPriceLabelTranslated") == {"en": "was"}
    for name in ("oldPriceLabel", "oldPriceLabelTranslated"):
        del before["settings"]["salePrice"][name]
    assert after == before


@pytest.mark.parametrize(
    "body",
    [
        {"settings": None, "company": {"city": None}},
        {"generalInfo": {"storeId": 5, "profileId": "p2"}, "account": {"whiteLabel": True}},
        {"payment": {"paymentOptions": []}, "shipping": {"shippingOrigin": {"city": "X"}}},
        {"unknown": 1, "settings": {"unknown": 2, "requirePhoneOnCheckout": True}},
    ],
)
def test_nulls_and_fields_that_cannot_be_written_change_nothing(shop: Any, body: Any) -> None:
    before = shop.get("/profile")
    shop.put("/profile", body)
    assert shop.get("/profile") == before


def test_an_unknown_design_setting_is_kept(shop: Any) -> None:
    shop.put("/profile", {"designSettings": {"a_setting_of_tomorrow": "SHOW", "other": True}})
    shop.put("/profile", {"designSettings": {"other": None, "show_breadcrumbs": False}})
    design = shop.get("/profile")["designSettings"]
    assert (design["a_setting_of_tomorrow"], design["other"]) == ("SHOW", True)
    assert design["show_breadcrumbs"] is False


def test_a_store_url_needs_a_scheme_and_is_the_sites_when_empty(shop: Any) -> None:
    refusal = shop.refused("PUT", "/profile", {"generalInfo": {"storeUrl": "shop.example.com"}})
    assert refusal[:2] == (422, "WRONG_URL")
    shop.put("/profile", {"generalInfo": {"storeUrl": ""}})
    assert shop.get("/profile")["generalInfo"]["storeUrl"] == "https://store1003.company.site"


def test_a_zone_or_tax_without_an_id_is_new(shop: Any) -> None:
    shop.put("/profile", {"zones": [{"name": "Iberia", "countryCodes": ["ES", "PT"]}]})
    zone, world = shop.get("/profile")["zones"]
    assert world == {"id": "WORLD", "name": "WORLD"}
    shop.put("/profile", {"zones": [zone, {"name": "France", "countryCodes": ["FR"]}, world]})
    zones = shop.get("/profile")["zones"]
    assert [each["name"] for each in zones] == ["Iberia", "France", "WORLD"]
    assert zones[0]["id"] == zone["id"] != zones[1]["id"]
    shop.put("/profile", {"taxSettings": {"taxes": [{"name": "VAT", "defaultTax": 20}]}})
    [tax] = shop.get("/profile")["taxSettings"]["taxes"]
    shop.put("/profile", {"taxSettings": {"taxes": [{**tax, "defaultTax": 21}, {"name": "B"}]}})
    profile = shop.get("/profile")
    kept, new = profile["taxSettings"]["taxes"]
    assert kept == {**tax, "defaultTax": 21}
    assert isinstance(new["id"], int)
    assert profile["taxes"] == [kept, new]
    shop.put("/profile", {"taxes": []})
    assert shop.get("/profile")["taxSettings"]["taxes"] == []


def test_the_default_language_is_the_first_of_those_enabled(shop: Any) -> None:
    for sent, enabled in (
        ({"enabledLanguages": ["ru", "en"], "defaultLanguage": "en"}, ["en", "ru"]),
        ({"defaultLanguage": "es"}, ["es", "en", "ru"]),
        ({"enabledLanguages": ["de", "en"]}, ["de", "en"]),
    ):
        shop.put("/profile", {"languages": sent})
        languages = shop.get("/profile")["languages"]
        assert languages["enabledLanguages"] == enabled
        assert languages["defaultLanguage"] == enabled[0]


def test_texts_come_in_the_language_asked_for(shop: Any) -> None:
    texts = {"en": "Hello", "ru": "Привет"}
    shop.put("/profile", {"settings": {"storeDescriptionTranslated": texts}})
    assert shop.get("/profile")["settings"]["storeDescription"] == "Hello"
    assert shop.get("/profile", lang="ru")["settings"]["storeDescription"] == "Привет"
    assert shop.get("/profile", lang="de")["settings"]["storeDescription"] == "Hello"
    shop.put("/profile", {"settings": {"storeDescription": "Bye"}})
    settings = shop.get("/profile")["settings"]
    assert settings["storeDescriptionTranslated"] == {"en": "Bye", "ru": "Привет"}


def test_what_is_empty_is_absent_or_the_default(shop: Any) -> None:
    shop.put("/profile", {"settings": {"fbPixelId": "1", "orderCommentsCaption": "Tell us"}})
    assert shop.get("/profile")["settings"]["fbPixelId"] == "1"
    shop.put("/profile", {"settings": {"fbPixelId": "", "orderCommentsCaption": ""}})
    settings = shop.get("/profile")["settings"]
    assert "fbPixelId" not in settings
    assert settings["orderCommentsCaption"] == "Order comments"


def test_too_long_an_affix_is_refused(shop: Any) -> None:
    shop.put("/profile", {"formatsAndUnits": {"orderNumberSuffix": "x" * 20}})
    body = {"formatsAndUnits": {"orderNumberPrefix": "x" * 21}}
    assert shop.refused("PUT", "/profile", body)[:2] == (400, "WRONG_PARAMETER")


def test_the_origin_of_parcels_is_the_company(shop: Any) -> None:
    shop.put("/profile", {"company": {"countryCode": "PT", "city": "Porto"}})
    origin = shop.get("/profile")["shipping"]["shippingOrigin"]
    assert (origin["city"], origin["countryName"]) == ("Porto", "Portugal")


def test_response_fields(shop: Any) -> None:
    fields = "generalInfo(storeId,starterSite(ecwidSubdomain)),languages"
    profile = shop.get("/profile", responseFields=fields)
    assert profile["generalInfo"] == {
        "storeId": 1003,
        "starterSite": {"ecwidSubdomain": "store1003"},
    }
    assert set(profile) == {"generalInfo", "languages"}


@pytest.mark.parametrize(
    ("flag", "section", "field"),
    [
        ("getStoreVertical", "account", "storeVertical"),
        ("getFeaturesByPlans", "account", "featuresByPlans"),
        ("getReportAvailabilityStatus", "account", "reportAvailabilityDetails"),
        ("showExtendedInfo", None, "accountBilling"),
    ],
)
def test_some_parts_come_only_if_asked_for(
    shop: Any, flag: str, section: str | None, field: str
) -> None:
    for sent, expected in (({}, False), ({flag: "false"}, False), ({flag: "true"}, True)):
        profile = shop.get("/profile", **sent)
        part = profile if section is None else profile[section]
        assert (field in part) is expected


def test_some_parts_need_their_scope(open_shop: Any) -> None:
    api: Api = open_shop(scopes={"read_store_limits"})
    account = Catalogue(api).get("/profile", showExtendedInfo="true")
    assert "limitsAndRestrictions" in account["account"]
    assert "accountBilling" not in account
    other = Catalogue(open_shop(scopes=set())).get("/profile")
    assert "limitsAndRestrictions" not in other["account"]


def test_a_public_token_sees_less(shop: Any) -> None:
    shop.post("/profile/shippingOptions", {"title": "On", "ratesTable": {"rates": []}})
    shop.post("/profile/shippingOptions", {"title": "Off", "enabled": False})
    shop.post("/profile/paymentOptions", {"checkoutTitle": "On", "paymentProcessorId": "offline"})
    shop.post(
        "/profile/paymentOptions",
        {"checkoutTitle": "Off", "paymentProcessorId": "offline", "enabled": False},
    )
    profile = shop.public("/profile", showExtendedInfo="true")
    for name in ("account", "featureToggles", "accountBilling"):
        assert name not in profile
    [shipping] = profile["shipping"]["shippingOptions"]
    assert (shipping["title"], shipping["destinationZone"]) == ("On", {})
    assert shipping["ratesTable"] == {}
    assert [each["checkoutTitle"] for each in profile["payment"]["paymentOptions"]] == ["On"]
    assert [each["title"] for each in shop.public("/profile/shippingOptions")] == ["On"]
    assert len(shop.public("/profile/paymentOptions")) == 1


def test_latest_stats_move_with_the_profile(shop: Any, clock: Any) -> None:
    before = shop.get("/latest-stats")["profileUpdated"]
    for change in (
        lambda: shop.put("/profile", {"settings": {"closed": True}}),
        lambda: shop.post("/profile/shippingOptions", {"title": "Post"}),
        lambda: shop.delete(f"/profile/shippingOptions/{option(shop)}"),
    ):
        clock.advance(5)
        change()
        after = shop.get("/latest-stats")["profileUpdated"]
        assert after > before
        before = after


def option(shop: Any) -> str:
    key: str = shop.get("/profile/shippingOptions")[0]["id"]
    return key


def test_another_content_type_than_json_is_refused(shop: Any) -> None:
    assert shop.api("PUT", "/profile", b"{}", content_type="text/plain").status == 415
    assert shop.api("PUT", "/profile", b"{}", content_type="text/json").status == 200
