import time
import pytest
from pathlib import Path
from dataclasses import replace
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from django.db import connection
from initiatives.imports import services
from initiatives.imports.plan import *
from initiatives.imports.work import work
from initiatives.models import *
from stakeholders.models import *
from tests.conftest import SHARED_DATA
def start(city, alma, *paths, target='initiatives'):
    ups=[]
    for p in paths:
        u=SimpleUploadedFile(p.name,p.read_bytes())
        ups.append((u,services.sniffed(u)))
    return services.start(portfolio=city,by=alma,target=target,uploads=ups)

def show(run):
    p=Plan.from_json(run.mapping)
    for n,c in p.columns.items():
        if c.field!='*': print('   ',n,c)
    print('   key',p.key,p.source)
@pytest.mark.django_db(transaction=True)
def test_all(city, alma, monkeypatch):
    from initiatives.tasks import run_import
    monkeypatch.setattr(run_import,'delay_on_commit',lambda pk:None)
    import initiatives.imports.work as w
    for name in ['1-nyc-capital-projects/projects.geojson','2-undp-acclab-solutions/undp_labs_project_data - 1.csv','2-undp-acclab-solutions/Viz4SocialGood_submissionV1.xlsx','3-funding-flows/360giving-wolfson/a002400000KeYdsAAF.json']:
        t=time.time()
        run=start(city,alma,SHARED_DATA/name)
        print('\n',name,f'start {time.time()-t:.2f}'); show(run); t=time.time()
        services.ask_check(run=run); run.refresh_from_db()
        print(f'  check {time.time()-t:.2f}',run.status,run.problem,run.counts,run.preview.get('problems'), {k:len(v) for k,v in run.preview.get('values',{}).items()})
        from collections import Counter
        print('  ',Counter((p.column,p.found[:20],p.expected) for p in run.problems.all()).most_common(12))
        if run.status!='checked': continue
        t=time.time()
        services.confirm(run=run,by=alma)
        with CaptureQueriesContext(connection,) as q: work(run.pk)
        run.refresh_from_db(); print(f'  write {time.time()-t:.2f}',len(q),run.status,run.problem,run.counts)
        if 'xlsx' in name: continue
        run2=start(city,alma,SHARED_DATA/name)
        services.ask_check(run=run2); run2.refresh_from_db(); print('  again',run2.status,run2.problem,run2.counts)
        services.confirm(run=run2,by=alma); work(run2.pk); run2.refresh_from_db(); print('  again',run2.status,run2.problem,run2.counts)
        if name[0] in'1':
            t=time.time()
            services.ask_undo(run=run,by=alma); work(run.pk); run.refresh_from_db(); print(f'  undo {time.time()-t:.2f}',run.status,run.problem,run.counts, Initiative.objects.count(), Organisation.objects.count(), Place.objects.count(), ImportedRecord.objects.count())
