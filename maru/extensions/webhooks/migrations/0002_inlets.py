import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0005_calendar_closures'),
        ('members', '0007_skills'),
        ('programs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('does', models.CharField(choices=[('opens', 'It opens a ticket'), ('adds', 'It is added to a ticket that is there')], default='opens', max_length=5)),
                ('mapping', models.JSONField(default=dict)),
                ('is_on', models.BooleanField(default=True)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('former_token_hash', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('former_token_until', models.DateTimeField(null=True)),
                ('is_signed', models.BooleanField(default=False)),
                ('sealed_secret', models.TextField(blank=True, default='')),
                ('sealed_former_secret', models.TextField(blank=True, default='')),
                ('former_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.brand')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ('lease_owner', models.CharField(blank=True, default='', max_length=40)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('ident', models.CharField(max_length=200, null=True)),
                ('said_ident', models.CharField(blank=True, default='', max_length=200)),
                ('body', models.TextField(blank=True, default='')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Failed'), ('refused', 'Refused')], default='waiting', max_length=7)),
                ('status', models.PositiveSmallIntegerField(default=202)),
                ('trouble', models.CharField(blank=True, default='', max_length=20)),
                ('detail', models.CharField(blank=True, default='', max_length=300)),
                ('ticket', models.BigIntegerField(null=True)),
                ('came_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(null=True)),
                ('inlet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='programs.inlet')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='arrivals_waiting'), models.Index(fields=['inlet', '-id'], name='arrivals_of_inlet'), models.Index(fields=['came_at'], name='arrivals_old')],
                'constraints': [models.UniqueConstraint(fields=('inlet', 'ident'), name='arrives_once')],
            },
        ),
    ]
