"""Mails that the code before handed to the worker: they are sent by the code that stands now."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from reviews.notifications.mail import deliver

pytestmark = pytest.mark.django_db
waiting_mails = import_module("reviews.migrations.0014_waiting_mails")


def test_a_mail_that_waited_through_an_update_is_sent():
    deliver.enqueue([])
    DBTaskResult.objects.update(task_path="reviews.mail.deliver")
    [operation] = waiting_mails.Migration.operations

    operation.code(apps, connection.schema_editor())

    assert import_string(DBTaskResult.objects.get().task_path) == deliver


def test_the_migration_leads_to_where_the_function_stands():
    assert deliver.module_path == waiting_mails.NOW
