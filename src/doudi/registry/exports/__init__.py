"""Lists that leave Doudi: what they hold (`lists.yaml`), how a cell is written, who must agree, the file with who asked for it in it."""
