# The image of train, score, report, monitor and erase: their libraries do not fit a zip. Built from the repository's root (see
# template.yaml); ImageConfig.Command chooses the handler.
FROM public.ecr.aws/lambda/python:3.13

COPY constraints.txt /packaging/
COPY functions/train/requirements.txt /packaging/functions/train/
COPY functions/score/requirements.txt /packaging/functions/score/
COPY functions/report/requirements.txt /packaging/functions/report/
COPY functions/monitor/requirements.txt /packaging/functions/monitor/
COPY functions/erase/requirements.txt /packaging/functions/erase/
RUN python -m pip install --no-cache-dir --no-compile --only-binary=:all: --target "${LAMBDA_TASK_ROOT}" \
    --requirement /packaging/functions/train/requirements.txt --requirement /packaging/functions/score/requirements.txt \
    --requirement /packaging/functions/report/requirements.txt \
    --requirement /packaging/functions/monitor/requirements.txt --requirement /packaging/functions/erase/requirements.txt

COPY shared/perennial ${LAMBDA_TASK_ROOT}/perennial
COPY functions/train ${LAMBDA_TASK_ROOT}/functions/train
COPY functions/score ${LAMBDA_TASK_ROOT}/functions/score
COPY functions/report ${LAMBDA_TASK_ROOT}/functions/report
COPY functions/monitor ${LAMBDA_TASK_ROOT}/functions/monitor
COPY functions/erase ${LAMBDA_TASK_ROOT}/functions/erase
# Without bytecode the first import takes more than twice as long, and a function cannot write its own. Lambda runs it
# as a user of its own, whatever umask the files were checked out under.
RUN python -m compileall -q -j 0 --invalidation-mode unchecked-hash "${LAMBDA_TASK_ROOT}" && \
    chmod -R a+rX "${LAMBDA_TASK_ROOT}/perennial" "${LAMBDA_TASK_ROOT}/functions"

CMD ["functions.train.app.handler"]
