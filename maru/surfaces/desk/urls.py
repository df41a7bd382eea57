from django.urls import path

from maru.surfaces.desk import customers, inbox, opening, ticket

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("tickets/", inbox.inbox, name="tickets"),
    path("tickets/new/", opening.new_ticket, name="new_ticket"),
    path("tickets/new/customers/", opening.suggestions, name="suggestions"),
    path("tickets/<int:number>/", ticket.show, name="ticket"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:pk>/", customers.customer, name="customer"),
]
