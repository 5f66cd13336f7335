/** Remembers which workspace a browser looks at. It opens nothing: it can only narrow what is seen. */
export const WORKSPACE_COOKIE = "portcullis-workspace";
