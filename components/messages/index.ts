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
import enLegal from './en/legal.json';
import enLinks from './en/links.json';
import enNotices from './en/notices.json';
import enPractice from './en/practice.json';
import enQueue from './en/queue.json';
import enSeating from './en/seating.json';
import enSettings from './en/settings.json';
import enSite from './en/site.json';
import enStaff from './en/staff.json';
import enTickets from './en/tickets.json';
import enWaitlist from './en/waitlist.json';
import enWallet from './en/wallet.json';
import jaAccount from './ja/account.json';
import jaAdmin from './ja/admin.json';
import jaCatalog from './ja/catalog.json';
import jaCheckout from './ja/checkout.json';
import jaCommon from './ja/common.json';
import jaConsole from './ja/console.json';
import jaDocs from './ja/docs.json';
import jaDoor from './ja/door.json';
import jaEditing from './ja/editing.json';
import jaErrors from './ja/errors.json';
import jaLegal from './ja/legal.json';
import jaLinks from './ja/links.json';
import jaNotices from './ja/notices.json';
import jaPractice from './ja/practice.json';
import jaQueue from './ja/queue.json';
import jaSeating from './ja/seating.json';
import jaSettings from './ja/settings.json';
import jaSite from './ja/site.json';
import jaStaff from './ja/staff.json';
import jaTickets from './ja/tickets.json';
import jaWaitlist from './ja/waitlist.json';
import jaWallet from './ja/wallet.json';
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
import koLegal from './ko/legal.json';
import koLinks from './ko/links.json';
import koNotices from './ko/notices.json';
import koPractice from './ko/practice.json';
import koQueue from './ko/queue.json';
import koSeating from './ko/seating.json';
import koSettings from './ko/settings.json';
import koSite from './ko/site.json';
import koStaff from './ko/staff.json';
import koTickets from './ko/tickets.json';
import koWaitlist from './ko/waitlist.json';
import koWallet from './ko/wallet.json';
import zhAccount from './zh/account.json';
import zhAdmin from './zh/admin.json';
import zhCatalog from './zh/catalog.json';
import zhCheckout from './zh/checkout.json';
import zhCommon from './zh/common.json';
import zhConsole from './zh/console.json';
import zhDocs from './zh/docs.json';
import zhDoor from './zh/door.json';
import zhEditing from './zh/editing.json';
import zhErrors from './zh/errors.json';
import zhLegal from './zh/legal.json';
import zhLinks from './zh/links.json';
import zhNotices from './zh/notices.json';
import zhPractice from './zh/practice.json';
import zhQueue from './zh/queue.json';
import zhSeating from './zh/seating.json';
import zhSettings from './zh/settings.json';
import zhSite from './zh/site.json';
import zhStaff from './zh/staff.json';
import zhTickets from './zh/tickets.json';
import zhWaitlist from './zh/waitlist.json';
import zhWallet from './zh/wallet.json';

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
    legal: koLegal,
    links: koLinks,
    notices: koNotices,
    practice: koPractice,
    queue: koQueue,
    seating: koSeating,
    settings: koSettings,
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
    legal: enLegal,
    links: enLinks,
    notices: enNotices,
    practice: enPractice,
    queue: enQueue,
    seating: enSeating,
    settings: enSettings,
    site: enSite,
    staff: enStaff,
    tickets: enTickets,
    waitlist: enWaitlist,
    wallet: enWallet,
  },
  ja: {
    account: jaAccount,
    admin: jaAdmin,
    catalog: jaCatalog,
    checkout: jaCheckout,
    common: jaCommon,
    console: jaConsole,
    docs: jaDocs,
    door: jaDoor,
    editing: jaEditing,
    errors: jaErrors,
    legal: jaLegal,
    links: jaLinks,
    notices: jaNotices,
    practice: jaPractice,
    queue: jaQueue,
    seating: jaSeating,
    settings: jaSettings,
    site: jaSite,
    staff: jaStaff,
    tickets: jaTickets,
    waitlist: jaWaitlist,
    wallet: jaWallet,
  },
  zh: {
    account: zhAccount,
    admin: zhAdmin,
    catalog: zhCatalog,
    checkout: zhCheckout,
    common: zhCommon,
    console: zhConsole,
    docs: zhDocs,
    door: zhDoor,
    editing: zhEditing,
    errors: zhErrors,
    legal: zhLegal,
    links: zhLinks,
    notices: zhNotices,
    practice: zhPractice,
    queue: zhQueue,
    seating: zhSeating,
    settings: zhSettings,
    site: zhSite,
    staff: zhStaff,
    tickets: zhTickets,
    waitlist: zhWaitlist,
    wallet: zhWallet,
  },
};

export type Locale = Language;

export const toLocale = (value: string | null): Locale =>
  languages.find((language) => language === value) ?? defaultLanguage;
