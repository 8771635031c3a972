/** Says that a line comes from a district's overlay, not from the city's pack; nothing where it is the city's. */
export function LayerTag({ layer }: { readonly layer: { readonly tag: string; readonly title: string } | null }) {
  return layer === null ? null : (
    <span className="layer-tag" title={layer.title}>
      {layer.tag}
    </span>
  )
}
