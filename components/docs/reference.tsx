import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import {
  curlOf,
  fetchOf,
  fieldRows,
  formsInWords,
  type OpenApi,
  type Operation,
  operationsByTag,
  type Schema,
} from './open-api.ts';
import { OpenNamed } from './open-named.tsx';
import { TokenFields, Tokens } from './tokens.tsx';
import { TryIt } from './try-it.tsx';

/** Renders the OpenAPI document without loading resources from other hosts. */
export function Reference({ document }: { document: OpenApi }) {
  const t = useTranslations('docs');
  const tags = operationsByTag(document);
  return (
    <Tokens>
      <Guide />
      <nav aria-labelledby="contents">
        <Card>
          <h2 id="contents" className="text-xl font-bold">
            {t('contents')}
          </h2>
          <ul className="mt-2 grid gap-x-6 sm:grid-cols-2">
            {tags.flatMap(({ operations }) =>
              operations.map(({ id, method, path }) => (
                <li key={id}>
                  <a
                    href={`#${id}`}
                    className="flex min-h-11 flex-col justify-center py-1 hover:underline"
                  >
                    <span className="font-semibold text-accent">{t(`operation.${id}`)}</span>
                    <code className="text-sm text-muted">
                      {method} {path}
                    </code>
                  </a>
                </li>
              )),
            )}
          </ul>
        </Card>
      </nav>
      <TokenFields />
      <OpenNamed />
      {tags.map(({ name, description, operations }) => (
        <section key={name} aria-labelledby={`tag-${name}`} className="flex flex-col gap-3">
          <h2 id={`tag-${name}`} className="mt-4 text-xl font-bold">
            {t(`tag.${name}`)}
          </h2>
          <p lang="en" className="text-muted">
            {description}
          </p>
          {operations.map((operation) => (
            <OperationDetails key={operation.id} operation={operation} document={document} />
          ))}
        </section>
      ))}
    </Tokens>
  );
}

function OperationDetails({ operation, document }: { operation: Operation; document: OpenApi }) {
  const t = useTranslations('docs');
  const { id, method, path, description, parameters, body, success, examples, refusals, tokens } =
    operation;
  const forms = body === null ? [] : formsInWords(body);
  return (
    <details id={id} className="group scroll-mt-4 rounded-2xl border border-line bg-surface">
      <summary className="flex min-h-14 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 rounded-2xl px-4 py-3 hover:bg-raised">
        <Badge tone={method === 'GET' ? 'accent' : 'success'}>{method}</Badge>
        <h3 className="font-bold">{t(`operation.${id}`)}</h3>
        <code className="text-sm text-muted">{path}</code>
      </summary>
      <div className="flex flex-col gap-4 border-t border-line p-4">
        <p lang="en">{description}</p>
        {(tokens.access || tokens.queue) && (
          <p className="text-muted">
            {t(tokens.access && tokens.queue ? 'takesBoth' : 'takesAccess')}
          </p>
        )}
        {parameters.length > 0 && (
          <Part title={t('parameters')}>
            <Rows
              rows={parameters.map(
                ({ name, required = false, schema, description: about, ...parameter }) => ({
                  name,
                  type: `${t(`in.${parameter.in}`)} · ${fieldType(schema, document)}`,
                  required,
                  description: about,
                }),
              )}
            />
          </Part>
        )}
        {body !== null && (
          <Part title={t('body')}>
            {forms.length > 1 && (
              <p className="text-muted">
                {t('oneOf')} <code>{forms.join(' · ')}</code>
              </p>
            )}
            <Rows rows={fieldRows(body, document)} />
          </Part>
        )}
        <Part title={t('answer', { status: success.status })}>
          <p lang="en">{success.description}</p>
          {success.schema !== null && <Rows rows={fieldRows(success.schema, document)} />}
        </Part>
        <Part title={t('code')}>
          <Code label="curl" text={curlOf(operation)} />
          <Code label="JavaScript" text={fetchOf(operation)} />
        </Part>
        <Part title={t('examples')}>
          {examples.map((example) => (
            <div key={example.name} className="flex flex-col gap-1.5">
              <p lang="en">{example.summary}</p>
              {example.body !== undefined && (
                <Code label={t('request')} text={JSON.stringify(example.body)} />
              )}
              <Code
                label={t('answer', { status: success.status })}
                text={JSON.stringify(example.answer, null, 2)}
              />
            </div>
          ))}
        </Part>
        <Part title={t('refusals')}>
          <ul className="divide-y divide-line">
            {refusals.map(({ status, code, summary }) => (
              <li key={code} className="py-1.5">
                <code className="font-semibold">
                  {status} {code}
                </code>
                <span lang="en" className="block text-muted">
                  {summary}
                </span>
              </li>
            ))}
          </ul>
        </Part>
        <TryIt
          trial={{
            id,
            method,
            path,
            tokens,
            parameters: parameters.map(({ name, required = false, ...parameter }) => ({
              name,
              required,
              in: parameter.in,
            })),
            body: body === null ? null : JSON.stringify(examples[0]?.body ?? {}, null, 2),
          }}
        />
      </div>
    </details>
  );
}

const fieldType = (schema: Schema, document: OpenApi): string =>
  fieldRows({ properties: { it: schema } }, document)[0]?.type ?? '';

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <h4 className="font-bold">{title}</h4>
      {children}
    </div>
  );
}

function Rows({
  rows,
}: {
  rows: { name: string; type: string; required: boolean; description: string | undefined }[];
}) {
  const t = useTranslations('docs');
  return (
    <dl className="divide-y divide-line">
      {rows.map(({ name, type, required, description }) => (
        <div
          key={name}
          className="gap-x-4 py-1.5 sm:grid sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]"
        >
          <dt>
            <code className="font-semibold">{name}</code>
          </dt>
          <dd>
            <span className="text-sm text-muted">
              <span lang="en">{type}</span>
              {required && ` · ${t('required')}`}
            </span>
            {description !== undefined && (
              <span lang="en" className="block">
                {description}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Wraps long lines, so that the code box never scrolls horizontally. */
function Code({ label, text }: { label: string; text: string }) {
  return (
    <figure>
      <figcaption className="text-sm text-muted">{label}</figcaption>
      <pre className="mt-1 rounded-xl bg-raised p-3 text-sm break-all whitespace-pre-wrap">
        <code>{text}</code>
      </pre>
    </figure>
  );
}

const steps = ['signUp', 'charge', 'join', 'hold', 'pay'] as const;
const rules = ['paths', 'tokens', 'bodies', 'errors', 'again', 'limits'] as const;

function Guide() {
  const t = useTranslations('docs.guide');
  const marks = { code: (text: React.ReactNode) => <code>{text}</code> };
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-xl font-bold">{t('title')}</h2>
      <ol className="list-decimal space-y-1 pl-6">
        {steps.map((step) => (
          <li key={step}>{t.rich(`step.${step}`, marks)}</li>
        ))}
      </ol>
      <dl className="flex flex-col gap-3">
        {rules.map((rule) => (
          <div key={rule}>
            <dt className="font-semibold">{t(`rule.${rule}.title`)}</dt>
            <dd>{t.rich(`rule.${rule}.text`, marks)}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a
          href="/api/openapi.json"
          className="inline-flex min-h-6 items-center font-medium text-accent underline"
        >
          {t('document')}
        </a>
      </p>
    </Card>
  );
}
