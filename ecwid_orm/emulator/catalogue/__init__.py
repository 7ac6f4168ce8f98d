"""The rules of a catalogue: products, variations, product types, categories. Routes call them."""
