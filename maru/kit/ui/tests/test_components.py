import re

from django import forms
from django.template import engines
from django.test import RequestFactory, SimpleTestCase
from django.utils import translation

from maru.kit.ui import rail
from maru.kit.ui.jinja import attributes, environment
from maru.kit.ui.templates import template_dirs
from maru.kit.ui.views import catalogue


class AddressForm(forms.Form):
    address = forms.EmailField(label="Address", help_text="Where it goes.")
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("q", "Q")], required=False)


def render(source, **context):
    env = environment(loader=engines["jinja2"].env.loader)
    return env.from_string(source).render(**context)


class FieldTests(SimpleTestCase):
    def field(self, name="address", **data):
        source = '{% from "ui/field.html" import field %}{{ field(form[name]) }}'
        return render(source, form=AddressForm(data), name=name)

    def test_error_is_tied_to_its_input(self):
        html = self.field(address="haneul.kim@")
        self.assertIn('aria-invalid="true"', html)
        self.assertIn('aria-describedby="id_address_help id_address_error"', html)
        self.assertIn('id="id_address_error"', html)
        self.assertIn('value="haneul.kim@"', html)

    def test_the_first_wrong_field_takes_the_focus_from_where_the_page_begins(self):
        class TwoForm(AddressForm):
            name = forms.CharField()

        source = (
            '{% from "ui/field.html" import field %}'
            '{{ field(form["address"], autofocus=True) }}|{{ field(form["name"]) }}'
        )
        for data, focused in [(None, [True, False]), ({"address": "a@b.example"}, [False, True])]:
            parts = render(source, form=TwoForm(data)).split("|")
            self.assertEqual(["autofocus" in part for part in parts], focused)

    def test_error_speaks_the_readers_language(self):
        with translation.override("ko"):
            self.assertIn("이메일 주소를 입력하세요", self.field(address="x"))

    def test_good_field_is_not_invalid(self):
        self.assertNotIn("aria-invalid", self.field(address="a@example.com"))

    def test_choices_are_a_group_with_a_name(self):
        html = self.field("kind", kind="q")
        self.assertIn("<fieldset", html)
        self.assertIn("<legend>Kind", html)
        self.assertIn("checked", html)

    def test_value_is_escaped(self):
        self.assertNotIn("<script>", self.field(address="<script>"))


class ButtonTests(SimpleTestCase):
    def test_key_is_shown_and_told(self):
        source = (
            '{% from "ui/button.html" import button %}{{ button("C", post="/7/", key="shift+c") }}'
        )
        html = render(source)
        self.assertIn('data-key="shift+c"', html)
        self.assertIn('aria-keyshortcuts="Shift+c"', html)
        self.assertIn('hx-post="/7/"', html)
        self.assertIn('hx-disabled-elt="this"', html)

    def test_attributes_are_escaped_and_policed(self):
        self.assertEqual(
            attributes({"data_x": '"<', "hidden": True, "no": None}),
            ' data-x="&#34;&lt;" hidden',
        )
        for name in ("style", "onclick", "hx_on__click"):
            with self.assertRaises(ValueError):
                attributes({name: "x"})


class LanguageTests(SimpleTestCase):
    def test_constant_follows_the_reader(self):
        template = environment().from_string("{{ 89000|money }} {{ _('Close') }}")
        with translation.override("ko"):
            self.assertTrue(template.render().startswith("89,000원"))
        with translation.override("en"):
            self.assertTrue(template.render().startswith("₩89,000"))


class RailTests(SimpleTestCase):
    def setUp(self):
        self.addCleanup(rail.forget, "b")
        self.addCleanup(rail.forget, "a")

    def test_items_come_in_order_and_only_to_who_may_see(self):
        rail.register(rail.RailItem("b", "B", "mail", "x", order=-2))
        rail.register(rail.RailItem("a", "A", "mail", "x", order=-1, may_see=lambda _: False))
        keys = [item.key for item in rail.items_for(RequestFactory().get("/"))]
        self.assertEqual(keys[0], "b")
        self.assertNotIn("a", keys)


class PagesTests(SimpleTestCase):
    def test_catalogue_shows_every_component(self):
        request = RequestFactory().get("/")
        self.assertContains(catalogue(request), "catalogue-item")

    def test_error_pages_need_no_request(self):
        for code in (400, 403, 404, 500):
            with self.subTest(code=code):
                html = environment(loader=engines["jinja2"].env.loader)
                self.assertIn("<h1>", html.get_template(f"{code}.html").render())

    def test_upper_floors_come_first(self):
        self.assertEqual(template_dirs()[-1].parts[-4:], ("maru", "kit", "ui", "templates"))


class CsrfTests(SimpleTestCase):
    def test_all_forms_of_a_page_carry_one_token_and_two_pages_another(self):
        def page():
            template = engines["jinja2"].from_string("{{ csrf_input }}{{ csrf_input }}")
            return re.findall(r'value="(\w+)"', template.render({}, self.request))

        self.request = RequestFactory().get("/")
        first, second = page(), page()
        self.assertEqual(len(first), 2)
        self.assertEqual(len({*first, *second}), 2)

    def test_a_page_without_a_form_sets_no_cookie(self):
        request = RequestFactory().get("/")
        engines["jinja2"].from_string("no form").render({}, request)
        self.assertNotIn("CSRF_COOKIE", request.META)
