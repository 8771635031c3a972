import type { ServerFailure } from '../../shared/contracts/sync.ts'

/** What stands between this station and its server, and what to do about it. */
export function serverFailureText(failure: ServerFailure): { readonly title: string; readonly detail: string } {
  switch (failure.kind) {
    case 'offline':
      return { title: '联系不上局里的服务器', detail: '可能这里没有网络，或者服务器没有开。' }
    case 'not-our-server':
      return notOurServer(failure.because)
    case 'unauthorised':
      return { title: '服务器不认这个账号或密码', detail: '可能填错了，或者密码改过。请到“设置”里重新填账号和密码。' }
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

function notOurServer(because: Extract<ServerFailure, { kind: 'not-our-server' }>['because']): { readonly title: string; readonly detail: string } {
  switch (because) {
    case 'redirect':
    case 'no-json':
      return { title: '应答的不是局里的服务器，没有上传', detail: '这个网络可能要先登录（公共无线网常这样）：请打开浏览器登录网络。也可能地址填错了，请核对“设置”里的地址。' }
    case 'no-couchdb':
    case 'no-http':
      return { title: '这个地址是别的服务器，没有上传', detail: '请核对“设置”里的地址，或向局里的管理员要一个。' }
    case 'certificate':
      return { title: '服务器的证书不对，没有连接', detail: '为免资料交给冒充的服务器，什么也没有发出去。请核对电脑的日期和时间，再核对“设置”里的地址；还不行，请告诉局里的管理员。' }
  }
}
