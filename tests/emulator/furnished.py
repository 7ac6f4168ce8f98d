"""A shop with one of everything, for tests that ask each operation of the spec."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import Emulator
from ecwid_orm.emulator.catalogue.reviews import write_review
from ecwid_orm.emulator.sales.subscriptions import subscribe
from tests.emulator.conftest import Api
from tests.emulator.families.test_product_videos import YOUTUBE
from tests.emulator.images import png

BYTES: dict[str, Any] = {"content_type": "application/octet-stream"}
ADDRESS = {"street": "1 Main St", "city": "Leeds", "countryCode": "GB", "postalCode": "LS1 1AA"}

NEEDED: dict[str, dict[str, Any]] = {
    "createProduct": {"name": "Cap"},
    "createProductType": {"name": "Type #"},
    "createProductVariation": {"options": [{"name": "Mark", "value": "#"}]},
    "uploadProductVideo": {"url": YOUTUBE},
    "uploadProductGalleryVideo": {"url": YOUTUBE},
    "getProductFilters": {"params": {"inventory": "instock"}},
    "createOrderExtraField": {"id": "note #", "value": "yes"},
    "calculateOrder": {"items": [{"name": "Mug", "price": 3}]},
    "createCheckoutExtraField": {"key": "note #"},
    "createCategory": {"name": "Hats"},
    "assignProductsToCategory": {"productIds": ["$productId"]},
    "unassignProductsFromCategory": {"productIds": ["$productId"]},
    "createCustomer": {"email": "new#@example.com"},
    "massUpdateCustomers": {"delete": False, "customer": {"acceptMarketing": True}},
    "createCustomerContact": {"contact": "1", "type": "PHONE"},
    "createCustomerGroup": {"name": "New"},
    "createCoupon": {"name": "New", "code": "NEW#", "status": "ACTIVE"},
    "updateCoupon": {"code": "SAVE"},
    "createShippingOption": {"title": "Courier #"},
    "createPaymentOption": {"checkoutTitle": "Card", "paymentProcessorId": "customPaymentApp"},
    "createStaffAccount": {"email": "joe#@example.com"},
    "resendStaffInvite": {"email": "jane@example.com"},
    "cancelStaffInvite": {"email": "jane@example.com"},
    "purchaseDomain": {"domainName": "boots-#.shop"},
    "createInstantSiteRedirects": {"fromUrl": "/c", "toUrl": "/d"},
}
"""What a body needs to be taken; the spec leaves most of that out.

`#` stands for a number that is new each time, `$productId` for an argument of `furnish`.
"""

WORTH_TRYING: dict[str, dict[str, Any]] = {
    "getProductFiltersByQuery": {"filterFields": "price,inventory,categories,option_Size"},
    "getProductFilters": {"filterFields": "price,onsale,attribute_Brand"},
    "uploadProductImage": {"externalUrl": "https://example.com/a.png"},
    "uploadProductFile": {"fileName": "a.txt"},
    "uploadOrderItemOptionFile": {"fileName": "a.txt"},
    "getCategoryOrder": {"parentCategory": 0},
    "getCategoryProductOrder": {"parentCategory": "$categoryId"},
    "listCurrenciesByCountry": {"countryCode": "US"},
    "listStates": {"countryCode": "US"},
    "listTaxClasses": {"countryCode": "US"},
    "getSlugInfo": {"slug": "cart"},
    "searchDomains": {"keyword": "boots"},
    "createBillingTransaction": {"amount": "5.00", "currency": "USD", "description": "Monthly"},
    "getBatch": {"ticket": "$ticket"},
    "authorizeApp": {"client_id": "emulator-app", "scope": "read_catalog"},
}
"""Parameters of a query, likewise."""


def furnish(shop: Emulator) -> dict[str, Any]:
    """Fill the demo shop up; arguments of the spec's paths that name what is in it."""
    api = Api(shop)

    def make(path: str, body: Any = None, **options: Any) -> Any:
        reply = api("POST", path, body, **options)
        assert reply.status == 200, (path, reply.content)
        return reply.json

    products = api("GET", "/products?sortBy=ADDED_TIME_ASC").json["items"]
    product = next(each for each in products if each["combinations"] and each["files"] == [])
    base = f"/products/{product['id']}"
    variation = product["combinations"][0]["id"]
    file = make(f"{base}/files?fileName=a", b"x", **BYTES)["id"]
    make(f"{base}/gallery", png(), **BYTES)
    make(f"{base}/combinations/{variation}/image", png(), **BYTES)
    video = make(f"{base}/gallery/video", {"url": YOUTUBE})["id"]

    hat_size = make("/store_extrafields/customers", {"title": "Hat size"})["key"]
    group = make("/customer_groups", {"name": "Trade"})["id"]
    customer = make(
        "/customers",
        {
            "email": "ann@example.com",
            "customerGroupId": group,
            "billingPerson": {"name": "Ann Hall", **ADDRESS},
            "shippingAddresses": [{"name": "Ann", **ADDRESS}],
            "contacts": [{"contact": "ann@example.org", "type": "EMAIL"}],
            "extrafields": [{"key": hat_size, "value": "7"}],
        },
    )["id"]
    contacts = api("GET", f"/customers/{customer}/contacts").json["items"]

    item = {
        "name": "Mug",
        "price": 3,
        "quantity": 2,
        "productId": product["id"],
        "selectedOptions": [{"name": "Scan", "type": "FILES"}],
    }
    bought = {"email": "ann@example.com", "total": 6, "items": [item]}
    order = make("/orders", {**bought, "paymentStatus": "PAID"})
    make("/orders", {**bought, "paymentStatus": "INCOMPLETE"})
    number = f"/orders/{order['id']}"
    item_id = api("GET", number).json["items"][0]["id"]
    scan = make(f"{number}/items/{item_id}/options/Scan?fileName=a", b"x", **BYTES)["id"]
    make(f"{number}/extraFields", {"id": "gift", "value": "yes", "title": "A gift?"})
    make(f"{number}/invoices/create-invoice")
    make("/profile/extrafields", {"key": "gift", "title": "Gift"})
    make("/discount_coupons", {"name": "Save", "code": "SAVE", "discount": 5})

    make("/staff", {"email": "jane@example.com"})
    make("/instant-site/redirects", [{"fromUrl": "/a", "toUrl": "/b"}])
    make("/domains/purchase", {"domainName": "a-free-domain.shop"})
    make("/profile/logo", png(), **BYTES)
    assert api("PUT", "/storage/gift", b"value").status == 200
    payment = {"checkoutTitle": "Cash", "paymentProcessorId": "offline"}
    doomed = make("/customers", {"email": "gone@example.com"})["id"]
    assert api("DELETE", f"/customers/{doomed}").status == 200
    return {
        "productId": product["id"],
        "galleryImageId": api("GET", base).json["media"]["images"][-1]["id"],
        "galleryVideoId": video,
        "fileId": file,
        "combinationId": variation,
        "classId": api("GET", "/classes").json[-1]["id"],
        "reviewId": write_review(shop.shop, product["id"], 4, "Fine", reviewer={"name": "Ann"}),
        "categoryId": product["categoryIds"][0],
        "orderId": str(order["id"]),
        "itemId": item_id,
        "optionName": "Scan",
        "orders' fileId": scan,
        "extraFieldId": "gift",
        "cartId": api("GET", "/carts").json["items"][0]["cartId"],
        "subscriptionId": subscribe(shop.shop, str(order["id"])),
        "statusId": "CUSTOM_PAYMENT_STATUS_1",
        "key": "gift",
        "customerId": customer,
        "contactId": contacts[0]["id"],
        "groupId": group,
        "extrafield_key": hat_size,
        "discountCouponId": "SAVE",
        "promotionId": make("/promotions", {"name": "Spring"})["id"],
        "logo": "logo",
        "shippingOptionId": make("/profile/shippingOptions", {"title": "Post"})["id"],
        "paymentOptionId": make("/profile/paymentOptions", payment)["id"],
        "staffAccountId": api("GET", "/staff").json["staffList"][-1]["id"],
        "reportType": "allOrders",
        "redirectId": api("GET", "/instant-site/redirects").json["items"][0]["id"],
        "ticket": api.batch([{"method": "GET", "path": "/products?limit=1"}]),
        "storeId": shop.store_id,
    }
