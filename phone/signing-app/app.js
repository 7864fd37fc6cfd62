/** The page listens for each opening itself: see `onLoad` of pages/PwdExemptContract. */
App({});
