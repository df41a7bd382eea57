"""Room for the brand of a customer; maru.support.tickets, which knows the brands, fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0001_initial'),
        ('customers', '0002_contact_point_first'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='contactpoint',
            name='one_customer_an_address',
        ),
        migrations.AddField(
            model_name='customer',
            name='brand',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.brand'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='brand',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.brand'),
        ),
    ]
