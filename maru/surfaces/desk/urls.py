from django.urls import path

from maru.surfaces.desk import (
    customers,
    first_mail,
    held_file,
    inbox,
    opening,
    organizations,
    saved_views,
    search,
    ticket,
    together,
)

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("demo/dismissal/", first_mail.dismissal, name="demo_dismissal"),
    path("tickets/", inbox.inbox, name="tickets"),
    path("tickets/together/", together.together, name="together"),
    path("tickets/bulk/<int:pk>/", together.bulk_change, name="bulk_change"),
    path("tickets/bulk/<int:pk>/beginning/", together.bulk_beginning, name="bulk_beginning"),
    path("tickets/bulk/<int:pk>/forgetting/", together.bulk_forgetting, name="bulk_forgetting"),
    path("tickets/bulk/<int:pk>/stopping/", together.bulk_stopping, name="bulk_stopping"),
    path("tickets/bulk/<int:pk>/undoing/", together.bulk_undoing, name="bulk_undoing"),
    path("tickets/bulk/<int:pk>/undone/", together.bulk_undone, name="bulk_undone"),
    path("tickets/new/", opening.new_ticket, name="new_ticket"),
    path("tickets/new/customers/", opening.suggestions, name="suggestions"),
    path("tickets/<int:number>/", ticket.show, name="ticket"),
    path("tickets/<int:number>/beside/", ticket.beside, name="beside"),
    path("files/<str:key>/", held_file.held_file, name="held_file"),
    path("files/<str:key>/taking/", held_file.taking, name="held_taking"),
    path("files/<str:key>/release/", held_file.release, name="held_release"),
    path("pass/held/<str:given>/", held_file.held_bytes, name="held_bytes"),
    path("search/", search.search, name="search"),
    path("views/", saved_views.views, name="views"),
    path("views/new/", saved_views.view_new, name="view_new"),
    path("views/conditions/", saved_views.editor, name="view_conditions"),
    path("views/matches/", saved_views.matches, name="view_matches"),
    path("views/<int:pk>/", saved_views.view, name="view"),
    path("views/<int:pk>/removal/", saved_views.removal, name="view_removal"),
    path("views/<int:pk>/place/", saved_views.place, name="view_place"),
    path("views/<int:pk>/rail/", saved_views.rail, name="view_rail"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:pk>/", customers.customer, name="customer"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new/", organizations.organization_new, name="organization_new"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path(
        "organizations/<int:pk>/removal/",
        organizations.organization_removal,
        name="organization_removal",
    ),
    path(
        "organizations/<int:pk>/candidates/", organizations.candidates, name="organization_people"
    ),
]
