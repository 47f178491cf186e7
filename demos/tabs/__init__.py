"""The tabs: one module a task; `PAGES` says which page each group of them is drawn on."""
