/** The name of a column by which a table is sorted. */
interface SortButtonProps {
  readonly name: string;
  /** Drawn in its place; absent = the name. */
  readonly short?: string | undefined;
  /** null = the table is not sorted by it. */
  readonly sorted: 'ascending' | 'descending' | null;
  readonly onSort: () => void;
}

export function SortButton({ name, short, sorted, onSort }: SortButtonProps) {
  return (
    <button
      type="button"
      className="sort-button"
      title={short === undefined ? undefined : name}
      onClick={onSort}
    >
      {short === undefined ? (
        name
      ) : (
        <>
          <span aria-hidden>{short}</span>
          <span className="hidden-text">{name}</span>
        </>
      )}
      {sorted !== null && (
        <svg className="sort-mark" viewBox="0 0 10 10" aria-hidden>
          <path d={sorted === 'descending' ? 'M1.5 3h7L5 7.5z' : 'M1.5 7h7L5 2.5z'} />
        </svg>
      )}
    </button>
  );
}
