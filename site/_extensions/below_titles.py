"""What stands below the title of a page: the button to run it, and the switch for its code."""

from docutils import nodes
from sphinx.application import Sphinx


def below_the_title(app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Put it there. The theme has places above the title only, where a button is the first thing to be read."""
    if "body" not in context or not pagename.startswith(("notebooks/", "exercises/")):
        return
    begins = app.builder.templates.render("run-button.html", {**context, "pagename": pagename})
    if '<details class="admonition hide' in context["body"]:
        many = context["body"].count('<details class="admonition hide')
        begins += app.builder.templates.render("code-switch.html", {"many": many})
    context["body"] = context["body"].replace("</h1>", f'</h1>\n<div class="begins">{begins}</div>', 1)


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("html-page-context", below_the_title)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
