"""The state of the workspace, one module per noun, no I/O."""
