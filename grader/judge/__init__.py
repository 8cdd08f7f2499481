"""The judge: runs the suites over observations; never imports a submission."""
