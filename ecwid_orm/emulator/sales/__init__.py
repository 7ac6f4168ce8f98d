"""Orders, carts, subscriptions and what belongs to them: what they are and the rules they keep."""
