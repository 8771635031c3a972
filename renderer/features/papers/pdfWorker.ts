// Bundled on its own, so that the page's policy (worker-src 'self') can be as strict as it is.
import 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'
