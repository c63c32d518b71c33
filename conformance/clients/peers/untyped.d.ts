declare module "launchdarkly-eventsource";
