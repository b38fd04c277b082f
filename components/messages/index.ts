import { defaultLanguage, type Language, languages } from '#server/config/languages.schema.ts';
import enAccount from './en/account.json';
import enAdmin from './en/admin.json';
import enCatalog from './en/catalog.json';
import enCheckout from './en/checkout.json';
import enCommon from './en/common.json';
import enConsole from './en/console.json';
import enDocs from './en/docs.json';
import enDoor from './en/door.json';
import enEditing from './en/editing.json';
import enErrors from './en/errors.json';
import enLinks from './en/links.json';
import enQueue from './en/queue.json';
import enSeating from './en/seating.json';
import enSite from './en/site.json';
import enStaff from './en/staff.json';
import enTickets from './en/tickets.json';
import enWaitlist from './en/waitlist.json';
import enWallet from './en/wallet.json';
import koAccount from './ko/account.json';
import koAdmin from './ko/admin.json';
import koCatalog from './ko/catalog.json';
import koCheckout from './ko/checkout.json';
import koCommon from './ko/common.json';
import koConsole from './ko/console.json';
import koDocs from './ko/docs.json';
import koDoor from './ko/door.json';
import koEditing from './ko/editing.json';
import koErrors from './ko/errors.json';
import koLinks from './ko/links.json';
import koQueue from './ko/queue.json';
import koSeating from './ko/seating.json';
import koSite from './ko/site.json';
import koStaff from './ko/staff.json';
import koTickets from './ko/tickets.json';
import koWaitlist from './ko/waitlist.json';
import koWallet from './ko/wallet.json';

export const messages = {
  ko: {
    account: koAccount,
    admin: koAdmin,
    catalog: koCatalog,
    checkout: koCheckout,
    common: koCommon,
    console: koConsole,
    docs: koDocs,
    door: koDoor,
    editing: koEditing,
    errors: koErrors,
    links: koLinks,
    queue: koQueue,
    seating: koSeating,
    site: koSite,
    staff: koStaff,
    tickets: koTickets,
    waitlist: koWaitlist,
    wallet: koWallet,
  },
  en: {
    account: enAccount,
    admin: enAdmin,
    catalog: enCatalog,
    checkout: enCheckout,
    common: enCommon,
    console: enConsole,
    docs: enDocs,
    door: enDoor,
    editing: enEditing,
    errors: enErrors,
    links: enLinks,
    queue: enQueue,
    seating: enSeating,
    site: enSite,
    staff: enStaff,
    tickets: enTickets,
    waitlist: enWaitlist,
    wallet: enWallet,
  },
};

export type Locale = Language;

export const toLocale = (value: string | null): Locale =>
  languages.find((language) => language === value) ?? defaultLanguage;
