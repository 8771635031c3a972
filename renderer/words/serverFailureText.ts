import type { ServerFailure } from '../../shared/contracts/sync.ts'
import type { AuthorityStand } from './authorityText.ts'

export interface ServerFailureSentence {
  readonly title: string
  readonly detail: string
}
type NotOurServer = Extract<ServerFailure, { kind: 'not-our-server' }>['because']

/** What stands between this station and its server, and what to do about it. */
export function serverFailureText(failure: ServerFailure, authority: AuthorityStand = 'none-chosen'): ServerFailureSentence {
  switch (failure.kind) {
    case 'offline':
      return { title: '联系不上局里的服务器', detail: '可能这里没有网络，或者服务器没有开。' }
    case 'not-our-server':
      return ofAuthority[authority][failure.because] ?? notOurServer[failure.because]
    case 'unauthorised':
      return { title: '服务器不认这个账号或密码', detail: '可能填错了，或者密码改过、过期了。请到“设置”里重新填账号和密码；不知道密码，请问局里的管理员。' }
    case 'forbidden':
      return { title: '这个账号没有权限', detail: '账号和密码是对的，但没有开通本区的权限。请局里的管理员开通。' }
    case 'gone':
      return { title: '服务器上没有找到要用的资料库', detail: '可能服务器还没有准备好，或者地址填错了。请核对“设置”里的地址，或告诉局里的管理员。' }
    case 'too-large':
      return { title: '服务器不收这么大的内容', detail: '请告诉局里的管理员，把允许的大小调高。' }
    case 'busy':
      return { title: '服务器正忙，请我们过一会儿再来', detail: '不用做什么。' }
    case 'server-error':
      return { title: '服务器自己出了错', detail: `不是本机的问题。一直这样，请告诉局里的管理员：错误 ${failure.status}。` }
    case 'unreadable':
      return { title: '服务器的回答不完整，没有采用', detail: '可能网络断断续续。一直这样，请告诉局里的管理员。' }
  }
}

const portal: ServerFailureSentence = { title: '应答的不是局里的服务器，没有上传', detail: '这个网络可能要先登录（公共无线网常这样）：请打开浏览器登录网络。也可能地址填错了，请核对“设置”里的地址。' }
const another: ServerFailureSentence = { title: '这个地址是别的服务器，没有上传', detail: '请核对“设置”里的地址，或向局里的管理员要一个。' }
const unsent = '账号、密码和办件都没有发出去。'
const stranger = '可能有人冒充，也可能这个网络要先登录（公共无线网常这样）。请换一个网络再试；还不行，请告诉局里的管理员。'
const wayOut = '局里用自己的机构签发证书的，请向管理员索取机构证书，由负责人在“设置”里选上。不是的，'

const notOurServer: Readonly<Record<NotOurServer, ServerFailureSentence>> = {
  redirect: portal,
  'no-json': portal,
  'no-couchdb': another,
  'no-http': another,
  'no-tls': { title: '这个地址没有加密的服务，没有连接', detail: `${unsent}请核对“设置”里的地址和冒号后面的数字，或向局里的管理员要一个。` },
  'certificate-expired': { title: '服务器的证书过期了，没有连接', detail: `${unsent}请先核对电脑的日期和时间；是对的，请告诉局里的管理员换证书。` },
  'certificate-not-valid-yet': { title: '服务器的证书还没有到启用的日子，没有连接', detail: `${unsent}多半是电脑的日期慢了，请核对日期和时间；是对的，请告诉局里的管理员。` },
  'certificate-of-another': { title: '服务器出示的是别的地址的证书，没有连接', detail: `${unsent}请核对“设置”里的地址。地址是对的：${stranger}` },
  'certificate-of-nobody-known': { title: '服务器的证书不是由已知机构签发的，没有连接', detail: `${unsent}${wayOut}${stranger}` },
  'certificate-self-signed': { title: '服务器的证书是它自己签的，没有连接', detail: `${unsent}${wayOut}${stranger}` },
  certificate: { title: '服务器的证书不对，没有连接', detail: `${unsent}请核对电脑的日期和时间，再核对“设置”里的地址；还不行，请告诉局里的管理员。` },
}

const anotherAuthority: ServerFailureSentence = { title: '服务器的证书不是选定的机构签发的，没有连接', detail: `${unsent}局里换了签发证书的机构的，请向管理员索取新的机构证书，由负责人在“设置”里换上。不是的，${stranger}` }
/** Where the office's own authority is, or was, the only one that counts. */
const ofAuthority: Readonly<Record<AuthorityStand, Readonly<Partial<Record<NotOurServer, ServerFailureSentence>>>>> = {
  'none-chosen': {},
  chosen: { 'certificate-of-nobody-known': anotherAuthority, 'certificate-self-signed': anotherAuthority },
  expired: { 'certificate-expired': { title: '选定的机构证书过期了，没有连接', detail: `${unsent}请先核对电脑的日期和时间；是对的，请向管理员索取新的机构证书，由负责人在“设置”里换上。` } },
}
