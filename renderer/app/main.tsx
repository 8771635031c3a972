import { createRoot } from 'react-dom/client'

const place = document.getElementById('desk')
if (place !== null) createRoot(place).render(<h1>大篷车窗口工作站</h1>)
