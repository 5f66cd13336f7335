/** How long a sign-in waits for its second step, in seconds. */
export const SECOND_STEP_SECONDS = 600;

/** For how long a browser is known after a factor was last proven in it, in seconds. */
export const DEVICE_SECONDS = 180 * 86_400;
