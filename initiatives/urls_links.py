"""Addresses where stewards make and close links for posting."""

from django.urls import path

from initiatives.views import links

urlpatterns = [
    path("<int:pk>/links/", links.links, name="links"),
    path("<int:pk>/links/<int:link>/resend/", links.resend, name="link-resend"),
    path("<int:pk>/links/<int:link>/revoke/", links.revoke, name="link-revoke"),
]
