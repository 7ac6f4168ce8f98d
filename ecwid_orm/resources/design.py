"""The look of the storefront."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class DesignSettings(Value, snake_case=True):
    """The look of the storefront. A setting left out of a change keeps its value."""

    enable_catalog_on_one_page = fields.Boolean()
    product_list_image_size = fields.Choice(("SMALL", "MEDIUM", "LARGE"), open=True)
    product_list_image_aspect_ratio = fields.Choice(
        ("PORTRAIT_0667", "PORTRAIT_075", "SQUARE_1", "SQUARE", "LANDSCAPE_1333", "LANDSCAPE_15"),
        open=True,
    )
    product_list_image_position = fields.Choice(("AUTO", "COVER", "FIT"), open=True)
    product_list_category_image_aspect_ratio = fields.Choice(
        ("PORTRAIT_0667", "PORTRAIT_075", "SQUARE_1", "LANDSCAPE_1333", "LANDSCAPE_15"), open=True
    )
    product_list_category_image_position = fields.Choice(("AUTO", "COVER", "FIT"), open=True)
    product_list_show_product_images = fields.Boolean()
    product_list_product_info_layout = fields.Choice(
        ("CENTER", "LEFT", "JUSTIFY", "RIGHT"), open=True
    )
    product_list_show_frame = fields.Boolean()
    product_list_show_additional_image_on_hover = fields.Boolean()
    product_list_title_behavior = fields.Choice(("SHOW", "HIDE", "SHOW_ON_HOVER"), open=True)
    product_list_price_behavior = fields.Choice(("SHOW", "HIDE", "SHOW_ON_HOVER"), open=True)
    product_list_sku_behavior = fields.Choice(("SHOW", "HIDE", "SHOW_ON_HOVER"), open=True)
    product_list_buybutton_behavior = fields.Choice(("SHOW", "HIDE", "SHOW_ON_HOVER"), open=True)
    product_list_category_title_behavior = fields.Choice(
        ("SHOW_ON_IMAGE", "SHOW_BELOW_IMAGE", "HIDE", "SHOW_ON_HOVER"), open=True
    )
    product_list_image_has_shadow = fields.Boolean()
    show_signin_link = fields.Boolean()
    show_signin_link_with_unified_account_page = fields.Boolean()
    show_footer_menu = fields.Boolean()
    show_breadcrumbs = fields.Boolean()
    product_list_show_sort_viewas_options = fields.Boolean()
    product_filters_position_search_page = fields.Choice(("LEFT", "RIGHT"), open=True)
    product_filters_position_category_page = fields.Choice(("LEFT", "RIGHT"), open=True)
    product_filters_opened_by_default_on_category_page = fields.Boolean()
    product_details_show_product_sku = fields.Boolean()
    product_details_layout = fields.Choice(
        (
            "TWO_COLUMNS_SIDEBAR_ON_THE_LEFT",
            "TWO_COLUMNS_SIDEBAR_ON_THE_RIGHT",
            "THREE_COLUMNS_SIDEBAR_ON_THE_LEFT",
            "THREE_COLUMNS_SIDEBAR_ON_THE_RIGHT",
        ),
        open=True,
    )
    product_details_two_columns_with_right_sidebar_show_product_description_on_sidebar = (
        fields.Boolean()
    )
    product_details_two_columns_with_left_sidebar_show_product_description_on_sidebar = (
        fields.Boolean()
    )
    product_details_show_product_name = fields.Boolean()
    product_details_show_breadcrumbs = fields.Boolean()
    product_details_show_product_price = fields.Boolean()
    product_details_show_sale_price = fields.Boolean()
    product_details_show_tax = fields.Boolean()
    product_details_show_attributes = fields.Boolean()
    product_details_show_weight = fields.Boolean()
    product_details_show_product_description = fields.Boolean()
    product_details_show_delivery_time = fields.Boolean()
    product_details_show_product_options = fields.Boolean()
    product_details_show_wholesale_prices = fields.Boolean()
    product_details_show_save_for_later = fields.Boolean()
    product_details_show_share_buttons = fields.Boolean()
    product_details_position_product_name = fields.Integer()
    product_details_position_breadcrumbs = fields.Integer()
    product_details_position_product_sku = fields.Integer()
    product_details_position_product_price = fields.Integer()
    product_details_position_product_options = fields.Integer()
    product_details_position_buy_button = fields.Integer()
    product_details_position_wholesale_prices = fields.Integer()
    product_details_position_product_description = fields.Integer()
    product_details_position_save_for_later = fields.Integer()
    product_details_position_share_buttons = fields.Integer()
    product_details_show_price_per_unit = fields.Boolean()
    product_details_show_qty = fields.Boolean()
    product_details_show_in_stock_label = fields.Boolean()
    product_details_show_number_of_items_in_stock = fields.Boolean()
    product_details_gallery_layout = fields.Choice(
        ("IMAGE_SINGLE_THUMBNAILS_HORIZONTAL", "IMAGE_SINGLE_THUMBNAILS_VERTICAL", "IMAGE_FEED"),
        open=True,
    )
    cart_widget_layout = fields.String()
    shopping_cart_show_qty_inputs_on_mobile = fields.Boolean()
    enable_page_transitions = fields.Boolean()
    product_list_subtitles_behavior = fields.String()
    product_details_show_subtitle = fields.Boolean()
    product_details_position_subtitle = fields.Integer()
    product_details_show_navigation_arrows = fields.Boolean()
    product_details_show_product_photo_zoom = fields.Boolean()
    product_details_show_breadcrumbs_position = fields.String()
    product_details_position_review_section = fields.Integer()
    product_details_show_rating_section = fields.Boolean()
    product_details_show_reviews_section = fields.Boolean()
    product_list_rating_section_behavior = fields.String()
    show_numeric_rating_in_five_stars_view = fields.Boolean()
    show_rating_section_in_single_star_view = fields.Boolean()
    show_review_count_in_five_stars_view = fields.Boolean()
    show_review_section_in_single_review_view = fields.Boolean()
    breadcrumbs_have_home_item = fields.Boolean()
    breadcrumbs_home_url = fields.String()
    breadcrumbs_separator = fields.String()
    cart_widget_fixed = fields.Boolean()
    cart_widget_fixed_position = fields.String()
    cart_widget_fixed_shape = fields.String()
    cart_widget_horizontal_indent = fields.Integer()
    cart_widget_icon = fields.String()
    cart_widget_is_responsive = fields.Boolean()
    cart_widget_show_buy_animation = fields.Boolean()
    cart_widget_show_empty_cart = fields.Boolean()
    cart_widget_store_custom_icon_url = fields.String()
    cart_widget_vertical_indent = fields.Integer()
    checkout_products_collapsed_on_desktop = fields.Boolean()
    checkout_products_collapsed_on_mobile = fields.Boolean()
    checkout_show_address_line_2 = fields.Boolean()
    checkout_show_state_input = fields.Boolean()
    enable_catalog_seamless_product_list_view = fields.Boolean()
    enable_simple_category_list = fields.Boolean()
    feedback_message_position = fields.String()
    hide_category_block_show_all_enabled_products = fields.Boolean()
    legal_pages_show_page_links = fields.Boolean()
    product_details_additional_images_has_shadow = fields.Boolean()
    product_details_additional_images_preview_on_click = fields.Boolean()
    product_details_cut_product_description_in_sidebar = fields.Boolean()
    product_details_hide_price_modifiers = fields.Boolean()
    product_details_image_carousel = fields.Boolean()
    product_details_position_delivery_time = fields.Integer()
    product_details_position_product_loyalty = fields.Integer()
    product_details_position_size_chart = fields.Integer()
    product_details_show_buy_button = fields.Boolean()
    product_details_show_facebook_share_button = fields.Boolean()
    product_details_show_pinterest_share_button = fields.Boolean()
    product_details_show_product_name_always_first_on_mobile = fields.Boolean()
    product_details_show_product_loyalty = fields.Boolean()
    product_details_show_reviews_section_in_one_card_view = fields.Boolean()
    product_details_show_twitter_share_button = fields.Boolean()
    product_details_show_vk_share_button = fields.Boolean()
    product_details_show_zoomed_image_in_gallery = fields.Boolean()
    product_details_thumbnails_aspect_ratio = fields.Choice(
        ("AUTO", "PORTRAIT_0667", "PORTRAIT_075", "SQUARE_1", "LANDSCAPE_1333", "LANDSCAPE_15"),
        open=True,
    )
    product_filters_opened_by_default_on_catalog_pages = fields.Boolean()
    product_filters_position_on_catalog_pages = fields.String()
    product_filters_visible_on_catalog_pages = fields.Boolean()
    product_list_card_spacing_type = fields.String()
    product_list_category_cell_spacing = fields.Integer()
    product_list_category_image_size = fields.String()
    product_list_cell_spacing = fields.Integer()
    product_list_show_price_ranges = fields.Boolean()
    product_list_show_on_sale_label = fields.Boolean()
    product_list_show_name_your_price_label = fields.Boolean()
    product_list_show_rating_in_one_star = fields.Boolean()
    product_list_show_rating_number_in_five_stars_view = fields.Boolean()
    product_list_show_reviews_count_in_five_stars_view = fields.Boolean()
    product_list_show_sold_out_label = fields.Boolean()
    shopping_cart_products_collapsed_on_desktop = fields.Boolean()
    shopping_cart_products_collapsed_on_mobile = fields.Boolean()
    shopping_cart_show_sku = fields.Boolean()
    shopping_cart_show_qty_inputs = fields.Boolean()
    shopping_cart_show_weight = fields.Boolean()
    show_cart_widget = fields.Boolean()
    show_root_categories = fields.Boolean()
    swatches_product_option_shape = fields.String()
    swatches_product_option_size = fields.String()
    product_details_show_image_alt_text_as_visible_description = fields.Boolean()
    product_filters_orientation = fields.String()
    product_list_swatches_product_option_behavior = fields.String()
