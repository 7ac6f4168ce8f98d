"""What is in a shop: a class for every entity of the API and every part of one.

They declare, they don't act. Classes bear the names of the schemas, attributes are the keys
of the JSON in snake_case.
"""

from __future__ import annotations

from ecwid_orm.resources.categories import (
    Category,
    CategoryBorderColor,
    CategoryBorderInfo,
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
from ecwid_orm.resources.shared import (
    Alt,
    PictureInfo,
)
from ecwid_orm.resources.variations import (
    ProductVariation,
)

__all__ = [
    "Alt",
    "Category",
    "CategoryBorderColor",
    "CategoryBorderInfo",
    "PictureInfo",
    "Product",
    "ProductAttributeShow",
    "ProductAttributeType",
    "ProductAttributeValue",
    "ProductBorderColor",
    "ProductBorderInfo",
    "ProductCategoryInfo",
    "ProductComponent",
    "ProductCustomPriceTier",
    "ProductDimensions",
    "ProductFavorites",
    "ProductFile",
    "ProductGalleryImage",
    "ProductImage",
    "ProductLowestPriceSettings",
    "ProductMedia",
    "ProductOption",
    "ProductOptionChoice",
    "ProductRecurringChargeSettings",
    "ProductRelatedCategory",
    "ProductRelatedProducts",
    "ProductRibbon",
    "ProductShippingPreparationTime",
    "ProductShippingSettings",
    "ProductSubscriptionSettings",
    "ProductTaxInfo",
    "ProductType",
    "ProductTypeAttribute",
    "ProductVariation",
    "ProductVariationOption",
    "ProductVideo",
    "ProductWholesalePrice",
]
