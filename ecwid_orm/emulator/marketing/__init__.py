"""The rules of what lowers prices: discount coupons and promotions."""
