"""An app that only the tests install: one noun with every kind of field."""

from django.db import models


class Label(models.Model):
    name = models.CharField(max_length=20)


class Owner(models.Model):
    name = models.CharField(max_length=50, blank=True)


class Thing(models.Model):
    title = models.TextField(blank=True)
    state = models.CharField(max_length=10, blank=True)
    size = models.IntegerField(null=True)
    person = models.IntegerField(null=True)
    at = models.DateTimeField(null=True)
    is_loud = models.BooleanField(default=False)
    owner = models.ForeignKey(Owner, null=True, on_delete=models.SET_NULL)
    labels = models.ManyToManyField(Label)


class Word(models.Model):
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="words")
    text = models.TextField(blank=True)
