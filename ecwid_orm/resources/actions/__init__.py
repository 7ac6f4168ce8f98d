"""What models do besides CRUD: one mixin a module, mixed into the declarations."""
