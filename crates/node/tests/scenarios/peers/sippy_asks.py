"""sippy's B2BUA, which asks those who call some users for a proof."""

from sippy import b2bua_simple
from sippy.SipHeader import SipHeader
from sippy.SipProxyAuthenticate import SipProxyAuthenticate
from sippy.SipWWWAuthenticate import SipWWWAuthenticate

PASSWORD = "secret"
CALLEE = "anna"
AGENT = (401, "authorization", SipWWWAuthenticate)
PROXY = (407, "proxy-authorization", SipProxyAuthenticate)

# Who asks, and the digests of each challenge.
ASKED = {
    "md5": (AGENT, ["MD5"]),
    "md5-sess": (AGENT, ["MD5-sess"]),
    "sha-256": (AGENT, ["SHA-256"]),
    "several": (AGENT, ["SHA-512-256", "SHA-256", "MD5"]),
    "proxy": (PROXY, ["MD5"]),
}


class Asking(b2bua_simple.CallMap):
    def recvRequest(self, req, sip_t):
        asked = ASKED.get(req.getRURI().username)
        begins_call = req.getMethod() == "INVITE" and req.getHFBody("to").getTag() is None
        if asked is None or not begins_call:
            return super().recvRequest(req, sip_t)
        (status, field, challenge), digests = asked
        proofs = req.getHFBodys(field)
        if any(proof.verify(PASSWORD, "INVITE") for proof in proofs):
            req.getRURI().username = CALLEE
            return super().recvRequest(req, sip_t)
        answer = req.genResponse(status, "Who Is It")
        for digest in digests:
            body = challenge(realm="sippy.test", algorithm=digest)
            answer.appendHeader(SipHeader(body=body))
        return (answer, None, None)


b2bua_simple.CallMap = Asking
b2bua_simple.main_func()
