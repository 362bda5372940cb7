/** What came before there were totals. Payments and refunds as shared/domain/sale.ts reads them. */
export const fillDayTotals = `
insert into day_totals (day, series, orders, sales, refunded, called_off)
select day, series, sum(sold), sum(sold * paid), sum(sold * case when status = 'refunded' then max(paid, back) else back end),
  sum(status = 'cancelled' and not sold)
from (
  select day, series, status, coalesce(json_extract(body, '$.payment.amount'), json_extract(body, '$.total.payable'), 0) as paid,
    (select coalesce(sum(json_extract(value, '$.amount')), 0) from json_each(body, '$.refunds')) as back,
    status in ('paid', 'refunded') or (status = 'cancelled' and coalesce(json_array_length(body, '$.refunds'), 0) > 0) as sold
  from orders where number is not null
) group by day, series;
`

// Business days: what was frozen at their close, what came later, what each came to so far; the drawer and its shifts; and
// which customers came, by keyed hash. Rows of closes and adjustments are only ever added.
export const businessDays = `
create table day_closes (
  day text primary key,
  at integer not null,
  by text not null,
  note text,
  numbers text not null,                      -- FrozenDay, JSON
  ticket integer not null references tickets (id)   -- the slip
) strict, without rowid;
create trigger day_closes_kept before update on day_closes
begin select raise(abort, 'a closed day stays as it was closed'); end;
create trigger day_closes_stay before delete on day_closes
begin select raise(abort, 'a closed day stays closed'); end;

create table day_adjustments (
  id integer primary key,
  day text not null,
  series text not null,
  at integer not null,
  kind text not null,
  order_row integer references orders (id),
  orders integer not null,                    -- these three: what it adds
  sales integer not null,
  refunded integer not null,
  reason text not null,
  by text not null
) strict;
create index day_adjustments_day on day_adjustments (day, id);
create trigger day_adjustments_kept before update on day_adjustments
begin select raise(abort, 'an adjustment is followed by another one, never changed'); end;
create trigger day_adjustments_stay before delete on day_adjustments
begin select raise(abort, 'an adjustment is followed by another one, never removed'); end;

-- What a day came to so far, late facts included: a month is thirty rows.
create table day_totals (
  day text not null,
  series text not null,
  orders integer not null default 0,
  sales integer not null default 0,
  refunded integer not null default 0,
  called_off integer not null default 0,
  customers integer not null default 0,
  newcomers integer not null default 0,
  spent integer not null default 0,           -- by customers that are known, refunds taken off
  primary key (day, series)
) strict, without rowid;
${fillDayTotals}

create table shifts (
  id integer primary key,
  day text not null,                          -- in which it was counted, while it runs, in which it began
  opened_at integer not null,
  opened_by text not null,
  float integer not null,
  ended_at integer,
  ended_by text,
  handed_to text,
  counted integer,
  expected integer,                           -- as it was when it ended
  left_in integer,
  pieces text,                                -- by face value, JSON
  note text
) strict;
create unique index shifts_open on shifts (ended_at is null) where ended_at is null;
create index shifts_day on shifts (day, id);
create trigger shifts_kept before update on shifts when old.ended_at is not null
begin select raise(abort, 'a shift that ended stays as it was'); end;

-- The drawer's ledger, without cards and phones.
create table drawer_moves (
  id integer primary key,
  day text not null,
  at integer not null,
  shift integer references shifts (id),       -- null: none was open
  kind text not null,
  amount integer not null,                    -- what it adds to the drawer
  order_row integer references orders (id),
  reason text,
  by text
) strict;
create index drawer_moves_shift on drawer_moves (shift, id);
create index drawer_moves_day on drawer_moves (day, id);

create table visits (
  order_row integer primary key references orders (id),
  day text not null,
  customer blob not null                      -- HMAC-SHA-256, shortened to 16 bytes
) strict;
create index visits_customer on visits (customer, day);
create index visits_day on visits (day, customer);

create index alarms_since on alarms (since);
`
