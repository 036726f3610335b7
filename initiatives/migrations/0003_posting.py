"""What posting needs: when a link was mailed, how long an update took to write."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='postinglink',
            name='mailed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='update',
            name='seconds',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='postinglink',
            index=models.Index(fields=['initiative', '-created_at'], name='link_by_initiative'),
        ),
    ]
