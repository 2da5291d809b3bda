"""The demonstration: the example's people act in a local workspace, in the browser or once through in the terminal."""
