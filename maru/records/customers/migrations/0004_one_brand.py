"""Each customer has its brand, and each address leads to one customer of a brand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_brand'),
        # A floor above, in this once: only tickets tell which brand knows what of a customer.
        ('tickets', '0003_split_customers'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='customer',
            name='brands',
        ),
        migrations.AlterField(
            model_name='customer',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='company.brand'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='brand',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.brand'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.UniqueConstraint(fields=('brand', 'kind', 'value'), name='one_customer_of_a_brand_an_address'),
        ),
    ]
