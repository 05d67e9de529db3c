"""How Sphinx makes the pages; tools/build_site.py lays them out for it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

import lecture_nn

project = "lecture_nn"
author = "The authors of lecture_nn"
version = release = lecture_nn.__version__
html_title = "Neural networks"
html_favicon = "_static/icon.svg"
language = "en"

extensions = ["below_titles", "formulas", "myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_*"]

# Notebooks are shown as they were saved: the tests run them, not the site.
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_dmath_double_inline = True
myst_heading_anchors = 3
myst_update_mathjax = False
myst_html_meta = {
    "description": "Neural networks from a single unit to early stopping: lessons, figures, exercises that check code"
}

html_math_renderer = "katex"

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say it in words, with shapes
add_module_names = False
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = [
    "katex/katex.min.css",
    "course.css",
    "panels/panel.css",
    "questions/question.css",
    "print.css",
    "find.css",
]
html_js_files = [("course.js", {"defer": "defer"}), ("print.js", {"defer": "defer"}), ("cards.js", {"type": "module"})]
templates_path = ["_templates"]
html_copy_source = False
html_show_sourcelink = False
html_context = {"default_mode": "auto"}
WIDE = ["index", "glossary", "map", "notation", "api", "install", "grading", "search", "genindex", "py-modindex"]
html_sidebars = {"**": ["section"]} | {name: [] for name in WIDE}
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 8,
    "logo": {"text": "Neural networks", "image_light": "_static/icon.svg", "image_dark": "_static/icon.svg"},
    "show_prev_next": True,
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "article_header_start": [],
    "article_header_end": ["around"],
    "footer_start": ["licence"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
