/** A shortcut beside the action it stands for; not part of the action's name. */
export function Keys({ children }: { readonly children: string }) {
  return (
    <kbd className="keys" aria-hidden="true">
      {children}
    </kbd>
  )
}
