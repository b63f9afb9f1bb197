"""Official papers: Word templates staff may edit, the Word file made from one, and the same paper as PDF."""
