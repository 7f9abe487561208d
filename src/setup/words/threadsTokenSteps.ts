/** How to get an access token of a Threads account, step by step: the one place that says it. */
export const THREADS_TOKEN_STEPS: readonly string[] = [
  'Open https://developers.facebook.com/apps and press Create App. As the use case choose "Access the Threads API".',
  'In the app, open Use cases, and Customize at "Access the Threads API". Add these permissions: threads_basic, threads_content_publish, threads_manage_replies, threads_delete, threads_location_tagging.',
  'Open Settings of the use case. At its end press "Add or Remove Threads Testers", then Add People, Threads Tester, and type the name of the account that publishes.',
  'Log in to Threads as that account. Open Settings, Account, Website permissions, Invites, and accept the invite.',
  'Back in Settings of the use case, at "User Token Generator", press Generate Access Token beside the account, agree, and copy the token (THAA…). It lives for 60 days, and Threadwatch refreshes it.',
];

/** Where a token that works comes from, in a sentence. */
export const NEW_THREADS_TOKEN =
  'To mend it, create a new one: on developers.facebook.com/apps, open the app, Use cases, "Access the Threads API", Settings, and press Generate Access Token at "User Token Generator".';
