"""The routes, a module for each family of operations: they translate, the rules lie elsewhere."""
