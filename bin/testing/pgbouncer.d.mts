export function findPgBouncer(): string | undefined;
export function wantPgBouncer(say: (text: string) => void): Promise<void>;
