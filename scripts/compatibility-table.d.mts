interface Report {
  readonly at: string;
  readonly platform: string;
  readonly clients: readonly {
    readonly client: string;
    readonly version: string | null;
    readonly promises: readonly {
      readonly group: string;
      readonly kind: string;
      readonly side: string;
      readonly promise: string;
      readonly seen: string;
    }[];
  }[];
}
export const BEGIN: string;
export const END: string;
export function compatibilityTable(reports: readonly Report[]): string;
export function withTable(text: string, table: string): string;
