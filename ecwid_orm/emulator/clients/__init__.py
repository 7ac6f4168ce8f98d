"""The rules of a shop's customers: who they are, their groups, contacts and extra fields."""
