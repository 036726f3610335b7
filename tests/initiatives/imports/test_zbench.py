import time, io
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from initiatives.models import *
from stakeholders.models import *
from initiatives.imports.work import work
from initiatives.imports import write
from portfolio_hub.lib.exports import *
from tests.initiatives.imports.conftest import table
@pytest.mark.django_db(transaction=True)
def test_b7(city, alma, client, monkeypatch, tmp_path, settings):
    from initiatives.tasks import run_import
    from initiatives.imports import services
    from django.core.files.uploadedfile import SimpleUploadedFile
    from dataclasses import replace
    from initiatives.imports.plan import Plan
    monkeypatch.setattr(run_import,'delay_on_commit',lambda pk:None)
    settings.MEDIA_ROOT=tmp_path
    def csvfile(base,n=1000):
        rows=["id,title,summary,stage,agency,borough,budget,latitude,longitude"]+[f"{base+i},Project number {base+i} of the city,Something useful happens here for row {base+i},growing,Agency {i%20},Borough {i%5},{i*1000},52.{i%1000:03d},13.{i%1000:03d}" for i in range(n)]
        return '\n'.join(rows).encode()
    best=[]
    for k in range(5):
        u=SimpleUploadedFile('p.csv',csvfile(k*100000))
        run=services.start(portfolio=city,by=alma,target='initiatives',uploads=[(u,services.sniffed(u))])
        services.ask_check(run=run); run.refresh_from_db(); assert run.counts['created']==1000,(run.counts,run.problem)
        services.decide_names(run=run,values={}); services.ask_check(run=run); run.refresh_from_db()
        services.confirm(run=run,by=alma)
        if k==0:
            with CaptureQueriesContext(connection) as q: work(run.pk)
            print('statements',len(q)); 
            from collections import Counter
            print(Counter(x['sql'][:45] for x in q).most_common(30))
        else:
            import cProfile,pstats
            pr=cProfile.Profile(); c0=time.process_time(); t=time.perf_counter()
            if k==4: pr.enable()
            work(run.pk); best.append((time.perf_counter()-t, time.process_time()-c0))
            if k==4: pr.disable(); pstats.Stats(pr).sort_stats('tottime').print_stats(28)
        run.refresh_from_db(); assert run.status=='done',run.problem
    print('import 1000', best)
    if connection.vendor=='postgresql':
        cp=[]
        names=[f.column for f in Initiative._meta.concrete_fields if f.column!='id']
        data=list(Initiative.objects.values_list(*[f.attname for f in Initiative._meta.concrete_fields if f.column not in('id','search')])[:1000])
        for k in range(4):
            with connection.cursor() as c:
                c.execute("CREATE TEMP TABLE IF NOT EXISTS cpy AS SELECT * FROM initiatives_initiative WHERE false")
                buf=io.StringIO()
                c.execute("COPY (SELECT * FROM initiatives_initiative LIMIT 1000) TO STDOUT") if False else None
                with c.connection.cursor() as raw:
                    with raw.copy("COPY (SELECT * FROM initiatives_initiative LIMIT 1000) TO STDOUT") as x: d=b''.join(bytes(b) for b in x)
                    t=time.perf_counter()
                    raw.execute("CREATE TABLE cpy2 (LIKE initiatives_initiative INCLUDING ALL)")
                    t=time.perf_counter()
                    with raw.copy("COPY cpy2 FROM STDIN") as x: x.write(d)
                    raw.execute('commit') if False else None
                    cp.append(time.perf_counter()-t); raw.execute("DROP TABLE cpy2")
        print('copy in 1000 (initiative table alone)', cp, 'ratio', min(best)[1]/min(cp))
        # export
        for k in range(3):
            rows=Initiative.objects.order_by('pk').values_list('title','summary','stage','budget_amount','latitude','longitude','external_id','source','website','circle')
            t=time.perf_counter(); n=sum(len(b) for b in stream(PlainTable(('t','s','st','b','la','lo','e','so','w','c'),rows),format='csv')); t1=time.perf_counter()-t
            with connection.cursor() as c, c.connection.cursor() as raw:
                q,p=rows.query.sql_with_params()
                t=time.perf_counter()
                with raw.copy(f"COPY ({q}) TO STDOUT WITH (FORMAT csv)",p) as x: m=sum(len(b) for b in x)
                t2=time.perf_counter()-t
            from portfolio_hub.lib.tabular.writers import stream_csv
            t=time.perf_counter(); sum(len(b) for b in stream_csv(['a'],rows.iterator(2000))); t3=time.perf_counter()-t
            print('export',t1,t2,t1/t2,'python',t3/t2)
