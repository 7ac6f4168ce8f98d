"""What is in a shop: a class for every entity of the API and every part of one.

They declare, they don't act. Classes bear the names of the schemas, attributes are the keys
of the JSON in snake_case.
"""

from __future__ import annotations

from ecwid_orm.resources.application import (
    AccessScope,
    Application,
    ApplicationSubscription,
    ApplicationToken,
    AppStorageEntry,
    BillingCharge,
    BillingTransaction,
)
from ecwid_orm.resources.brands import (
    Brand,
)
from ecwid_orm.resources.carts import (
    Cart,
)
from ecwid_orm.resources.categories import (
    Category,
    CategoryBorderColor,
    CategoryBorderInfo,
)
from ecwid_orm.resources.checkout_fields import (
    CheckoutDatepickerOptions,
    CheckoutExtraField,
    CheckoutExtraFieldConditions,
    CheckoutExtraFieldOption,
    CheckoutExtraFieldOverride,
    CheckoutExtraFieldSurchargeName,
)
from ecwid_orm.resources.coupons import (
    Coupon,
    CouponCatalogLimit,
    CouponShippingLimit,
)
from ecwid_orm.resources.customer_filters import (
    CustomerFilterAddress,
    CustomerFilterGroup,
    CustomerFilters,
    CustomerLocation,
    CustomerProduct,
)
from ecwid_orm.resources.customers import (
    Customer,
    CustomerBillingPerson,
    CustomerContact,
    CustomerExtraField,
    CustomerExtraFieldValue,
    CustomerFavorite,
    CustomerGroup,
    CustomerShippingAddress,
    CustomerStats,
)
from ecwid_orm.resources.design import (
    DesignSettings,
)
from ecwid_orm.resources.dictionaries import (
    Country,
    CountryCurrency,
    Currency,
    State,
    TaxClass,
    TaxClassLocalization,
)
from ecwid_orm.resources.domain_parts import (
    AvailableDomain,
    DomainOwnerInfo,
    DomainPurchase,
    DomainSearch,
    InstantSiteDomain,
    PurchasedDomain,
)
from ecwid_orm.resources.domains import (
    StoreDomains,
)
from ecwid_orm.resources.instant_site import (
    InstantSiteRedirect,
    InstantSiteRedirectsForPath,
    SlugEntity,
    SlugInfo,
    StaticPage,
)
from ecwid_orm.resources.latest import (
    DeletedItem,
    LatestStats,
)
from ecwid_orm.resources.order_calculation import (
    OrderCalculation,
    OrderCalculationItem,
    OrderCalculationPayment,
    OrderCalculationRequest,
)
from ecwid_orm.resources.order_items import (
    OrderItem,
    OrderItemAttribute,
    OrderItemComponent,
    OrderItemDimensions,
    OrderItemDiscount,
    OrderItemFile,
    OrderItemOptionFile,
    OrderItemSelectedOption,
    OrderItemSelection,
    OrderRecurringChargeSettings,
    OrderSelectedPrice,
)
from ecwid_orm.resources.order_parts import (
    OrderAvailableTax,
    OrderCouponCatalogLimit,
    OrderCouponShippingLimit,
    OrderCreditCardStatus,
    OrderDiscountCoupon,
    OrderDiscountInfo,
    OrderExternalData,
    OrderExtraField,
    OrderItemTax,
    OrderLoyalty,
    OrderLoyaltyRedemption,
    OrderPerson,
    OrderRefund,
    OrderStoreCredit,
    OrderSurcharge,
    OrderTax,
    OrderTaxRule,
    OrderUtmData,
    OrderUtmDataSet,
    TaxInvoice,
)
from ecwid_orm.resources.order_shipping import (
    OrderHandlingFee,
    OrderParcel,
    OrderPredictedPackage,
    OrderShipFrom,
    OrderShipment,
    OrderShippingDiscount,
    OrderShippingLabel,
    OrderShippingOption,
    OrderShippingService,
    OrderTracking,
)
from ecwid_orm.resources.order_statuses import (
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderStatus,
)
from ecwid_orm.resources.orders import (
    Order,
)
from ecwid_orm.resources.payment_options import (
    PaymentAppCart,
    PaymentAppRequest,
    PaymentInstructions,
    PaymentMethod,
    PaymentOption,
    PaymentShippingSettings,
    PaymentSurcharges,
)
from ecwid_orm.resources.product_filters import (
    ProductFilters,
    ProductFiltersResult,
    ProductFilterValue,
    ProductFilterValues,
    ProductPriceFilter,
)
from ecwid_orm.resources.product_media import (
    ProductBorderColor,
    ProductBorderInfo,
    ProductFile,
    ProductGalleryImage,
    ProductImage,
    ProductMedia,
    ProductVideo,
)
from ecwid_orm.resources.product_parts import (
    ProductAttributeShow,
    ProductAttributeType,
    ProductAttributeValue,
    ProductCategoryInfo,
    ProductComponent,
    ProductCustomPriceTier,
    ProductDimensions,
    ProductFavorites,
    ProductLowestPriceSettings,
    ProductOption,
    ProductOptionChoice,
    ProductRecurringChargeSettings,
    ProductRelatedCategory,
    ProductRelatedProducts,
    ProductRibbon,
    ProductShippingPreparationTime,
    ProductShippingSettings,
    ProductSubscriptionSettings,
    ProductTaxInfo,
    ProductVariationOption,
    ProductWholesalePrice,
)
from ecwid_orm.resources.product_types import (
    ProductType,
    ProductTypeAttribute,
)
from ecwid_orm.resources.products import (
    Product,
)
from ecwid_orm.resources.profile import (
    StoreProfile,
)
from ecwid_orm.resources.promotions import (
    Promotion,
    PromotionAttribute,
    PromotionCombination,
    PromotionRecurrence,
    PromotionTargets,
    PromotionTriggers,
)
from ecwid_orm.resources.reports import (
    Report,
    ReportAdditionalData,
    ReportCustomer,
    ReportDataItem,
    ReportDataset,
    ReportTip,
    ReportType,
    ReportUtm,
)
from ecwid_orm.resources.reviews import (
    ProductReview,
    ProductReviewerInfo,
    ProductReviewStats,
)
from ecwid_orm.resources.shared import (
    Alt,
    PictureInfo,
)
from ecwid_orm.resources.shipping_options import (
    BlackoutPeriod,
    BusinessHours,
    CarrierMethod,
    CarrierSettings,
    DestinationZone,
    EstimatedShippingTimeSettings,
    FlatRate,
    PostageDimensions,
    RatesTable,
    ShippingOption,
    TableRate,
    TableRateAmounts,
    TableRateConditions,
)
from ecwid_orm.resources.staff import (
    StaffAccount,
    StaffScope,
)
from ecwid_orm.resources.store_account import (
    AccountBilling,
    BusinessRegistrationID,
    FeatureToggle,
    RegistrationAnswers,
    StarterSite,
    StoreAccount,
    StoreCompany,
    StoreGeneralInfo,
    StoreLimits,
    StoreVerticalSettings,
)
from ecwid_orm.resources.store_charges import (
    ApplePay,
    CustomTipSettings,
    GiftCardProduct,
    GiftCardSettings,
    ShippingOrigin,
    StoreHandlingFee,
    StorePayment,
    StoreShipping,
    StoreTax,
    StoreTaxRule,
    StoreTaxSettings,
    TipsSettings,
)
from ecwid_orm.resources.store_messages import (
    AdminMessages,
    CustomerMarketingMessages,
    CustomerOrderMessages,
    FBMessengerSettings,
    MailchimpSettings,
    MailMessageSettings,
    OrderInvoiceSettings,
    SocialLink,
    SocialLinksSettings,
    StoreMailNotifications,
    StorePhoneNotifications,
    TaxInvoiceSettings,
)
from ecwid_orm.resources.store_settings import (
    AbandonedSalesSettings,
    AddressFormat,
    LegalPage,
    LegalPagesSettings,
    ProductFilterSection,
    ProductFiltersSettings,
    RecurringSubscriptionsSettings,
    SalePriceSettings,
    StoreFormatsAndUnits,
    StoreLanguages,
    StoreSettings,
    SupportedPaymentMethodsStatuses,
    TikTokPixelSettings,
)
from ecwid_orm.resources.subscriptions import (
    Subscription,
    SubscriptionChargeSettings,
    SubscriptionOrder,
    SubscriptionPaymentMethod,
)
from ecwid_orm.resources.swatches import (
    ImageMainColors,
    ProductSwatchColor,
    ProductSwatches,
)
from ecwid_orm.resources.variations import (
    ProductVariation,
)

# fmt: off
# Several names a line, one paragraph a module: one a line would be a page of nothing else.
__all__ = [
    "AccessScope", "AppStorageEntry", "Application", "ApplicationSubscription",
    "ApplicationToken", "BillingCharge", "BillingTransaction",
    "Brand",
    "Cart",
    "Category", "CategoryBorderColor", "CategoryBorderInfo",
    "CheckoutDatepickerOptions", "CheckoutExtraField", "CheckoutExtraFieldConditions",
    "CheckoutExtraFieldOption", "CheckoutExtraFieldOverride", "CheckoutExtraFieldSurchargeName",
    "Coupon", "CouponCatalogLimit", "CouponShippingLimit",
    "CustomerFilterAddress", "CustomerFilterGroup", "CustomerFilters", "CustomerLocation",
    "CustomerProduct",
    "Customer", "CustomerBillingPerson", "CustomerContact", "CustomerExtraField",
    "CustomerExtraFieldValue", "CustomerFavorite", "CustomerGroup", "CustomerShippingAddress",
    "CustomerStats",
    "DesignSettings",
    "Country", "CountryCurrency", "Currency", "State", "TaxClass", "TaxClassLocalization",
    "AvailableDomain", "DomainOwnerInfo", "DomainPurchase", "DomainSearch", "InstantSiteDomain",
    "PurchasedDomain", "StoreDomains",
    "InstantSiteRedirect", "InstantSiteRedirectsForPath", "SlugEntity", "SlugInfo",
    "StaticPage",
    "DeletedItem", "LatestStats",
    "OrderCalculation", "OrderCalculationItem", "OrderCalculationPayment",
    "OrderCalculationRequest",
    "OrderItem", "OrderItemAttribute", "OrderItemComponent", "OrderItemDimensions",
    "OrderItemDiscount", "OrderItemFile", "OrderItemOptionFile", "OrderItemSelectedOption",
    "OrderItemSelection", "OrderRecurringChargeSettings", "OrderSelectedPrice",
    "OrderAvailableTax", "OrderCouponCatalogLimit", "OrderCouponShippingLimit",
    "OrderCreditCardStatus", "OrderDiscountCoupon", "OrderDiscountInfo", "OrderExternalData",
    "OrderExtraField", "OrderItemTax", "OrderLoyalty", "OrderLoyaltyRedemption", "OrderPerson",
    "OrderRefund", "OrderStoreCredit", "OrderSurcharge", "OrderTax", "OrderTaxRule",
    "OrderUtmData", "OrderUtmDataSet", "TaxInvoice",
    "OrderHandlingFee", "OrderParcel", "OrderPredictedPackage", "OrderShipFrom",
    "OrderShipment", "OrderShippingDiscount", "OrderShippingLabel", "OrderShippingOption",
    "OrderShippingService", "OrderTracking",
    "OrderFulfillmentStatus", "OrderPaymentStatus", "OrderStatus",
    "Order",
    "PaymentAppCart", "PaymentAppRequest", "PaymentInstructions", "PaymentMethod",
    "PaymentOption", "PaymentShippingSettings", "PaymentSurcharges",
    "ProductFilterValue", "ProductFilterValues", "ProductFilters", "ProductFiltersResult",
    "ProductPriceFilter",
    "ProductBorderColor", "ProductBorderInfo", "ProductFile", "ProductGalleryImage",
    "ProductImage", "ProductMedia", "ProductVideo",
    "ProductAttributeShow", "ProductAttributeType", "ProductAttributeValue",
    "ProductCategoryInfo", "ProductComponent", "ProductCustomPriceTier", "ProductDimensions",
    "ProductFavorites", "ProductLowestPriceSettings", "ProductOption", "ProductOptionChoice",
    "ProductRecurringChargeSettings", "ProductRelatedCategory", "ProductRelatedProducts",
    "ProductRibbon", "ProductShippingPreparationTime", "ProductShippingSettings",
    "ProductSubscriptionSettings", "ProductTaxInfo", "ProductVariationOption",
    "ProductWholesalePrice",
    "ProductType", "ProductTypeAttribute",
    "Product",
    "StoreProfile",
    "Promotion", "PromotionAttribute", "PromotionCombination", "PromotionRecurrence",
    "PromotionTargets", "PromotionTriggers",
    "Report", "ReportAdditionalData", "ReportCustomer", "ReportDataItem", "ReportDataset",
    "ReportTip", "ReportType", "ReportUtm",
    "ProductReview", "ProductReviewStats", "ProductReviewerInfo",
    "Alt", "PictureInfo",
    "BlackoutPeriod", "BusinessHours", "CarrierMethod", "CarrierSettings", "DestinationZone",
    "EstimatedShippingTimeSettings", "FlatRate", "PostageDimensions", "RatesTable",
    "ShippingOption", "TableRate", "TableRateAmounts", "TableRateConditions",
    "StaffAccount", "StaffScope",
    "AccountBilling", "BusinessRegistrationID", "FeatureToggle", "RegistrationAnswers",
    "StarterSite", "StoreAccount", "StoreCompany", "StoreGeneralInfo", "StoreLimits",
    "StoreVerticalSettings",
    "ApplePay", "CustomTipSettings", "GiftCardProduct", "GiftCardSettings", "ShippingOrigin",
    "StoreHandlingFee", "StorePayment", "StoreShipping", "StoreTax", "StoreTaxRule",
    "StoreTaxSettings", "TipsSettings",
    "AdminMessages", "CustomerMarketingMessages", "CustomerOrderMessages",
    "FBMessengerSettings", "MailMessageSettings", "MailchimpSettings", "OrderInvoiceSettings",
    "SocialLink", "SocialLinksSettings", "StoreMailNotifications", "StorePhoneNotifications",
    "TaxInvoiceSettings",
    "AbandonedSalesSettings", "AddressFormat", "LegalPage", "LegalPagesSettings",
    "ProductFilterSection", "ProductFiltersSettings", "RecurringSubscriptionsSettings",
    "SalePriceSettings", "StoreFormatsAndUnits", "StoreLanguages", "StoreSettings",
    "SupportedPaymentMethodsStatuses", "TikTokPixelSettings",
    "Subscription", "SubscriptionChargeSettings", "SubscriptionOrder",
    "SubscriptionPaymentMethod",
    "ImageMainColors", "ProductSwatchColor", "ProductSwatches",
    "ProductVariation",
]
# fmt: on
