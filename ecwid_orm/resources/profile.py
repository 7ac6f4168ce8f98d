"""The profile of a store."""

from __future__ import annotations

from ecwid_orm.model import Parameter, Search, fields
from ecwid_orm.resources.actions.profile import ProfileActions
from ecwid_orm.resources.design import DesignSettings
from ecwid_orm.resources.shipping_options import DestinationZone
from ecwid_orm.resources.store_account import (
    AccountBilling,
    BusinessRegistrationID,
    FeatureToggle,
    RegistrationAnswers,
    StoreAccount,
    StoreCompany,
    StoreGeneralInfo,
    StoreVerticalSettings,
)
from ecwid_orm.resources.store_charges import (
    GiftCardSettings,
    StorePayment,
    StoreShipping,
    StoreTax,
    StoreTaxSettings,
    TipsSettings,
)
from ecwid_orm.resources.store_messages import (
    FBMessengerSettings,
    MailchimpSettings,
    OrderInvoiceSettings,
    SocialLinksSettings,
    StoreMailNotifications,
    StorePhoneNotifications,
    TaxInvoiceSettings,
)
from ecwid_orm.resources.store_settings import (
    LegalPagesSettings,
    ProductFiltersSettings,
    StoreFormatsAndUnits,
    StoreLanguages,
    StoreSettings,
)


class StoreProfile(
    ProfileActions,
    path="profile",
    singleton=True,
    search=Search(
        {
            "show_extended_info": Parameter("boolean"),
            "lang": Parameter(),
            "get_report_availability_status": Parameter("boolean"),
            "get_store_vertical": Parameter("boolean"),
            "get_features_by_plans": Parameter("boolean"),
        }
    ),
    label=None,
    refuses=frozenset({"list", "create", "delete"}),
):
    """The settings of a store, which has just one profile.

    https://docs.ecwid.com/api-reference/rest-api/store-profile
    """

    general_info = fields.Embedded(StoreGeneralInfo)
    account = fields.Embedded(StoreAccount)
    settings = fields.Embedded(StoreSettings)
    mail_notifications = fields.Embedded(StoreMailNotifications)
    phone_notifications = fields.Embedded(StorePhoneNotifications)
    company = fields.Embedded(StoreCompany)
    formats_and_units = fields.Embedded(StoreFormatsAndUnits)
    languages = fields.Embedded(StoreLanguages)
    shipping = fields.Embedded(StoreShipping)
    zones = fields.EmbeddedList(DestinationZone)
    taxes = fields.EmbeddedList(StoreTax, doc="As `tax_settings.taxes`.")
    tax_settings = fields.Embedded(StoreTaxSettings)
    business_registration_id = fields.Embedded(
        BusinessRegistrationID, wire_name="businessRegistrationID"
    )
    payment = fields.Embedded(StorePayment, read_only=True)
    feature_toggles = fields.EmbeddedList(
        FeatureToggle, read_only=True, doc="Not with a public token."
    )
    legal_pages_settings = fields.Embedded(LegalPagesSettings)
    design_settings = fields.Embedded(DesignSettings)
    product_filters_settings = fields.Embedded(ProductFiltersSettings)
    vertical_settings = fields.Embedded(
        StoreVerticalSettings, read_only=True, doc="With `get_store_vertical=True`."
    )
    fb_messenger_settings = fields.Embedded(FBMessengerSettings, read_only=True)
    mailchimp_settings = fields.Embedded(MailchimpSettings, read_only=True)
    order_invoice_settings = fields.Embedded(OrderInvoiceSettings)
    social_links_settings = fields.Embedded(SocialLinksSettings)
    registration_answers = fields.Embedded(RegistrationAnswers)
    gift_card_settings = fields.Embedded(GiftCardSettings, read_only=True)
    tips_settings = fields.Embedded(TipsSettings)
    account_billing = fields.Embedded(
        AccountBilling,
        read_only=True,
        doc="With `show_extended_info=True`, and the scope read_store_profile_extended.",
    )
    tax_invoice_settings = fields.Embedded(TaxInvoiceSettings, read_only=True)
