"""From the YAML tree to the document model, one module a part of the document."""
