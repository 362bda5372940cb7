import { createHash, X509Certificate } from 'node:crypto'

// Certificate mode: a certificate is named by MD5 over its issuer (last part first, joined by commas) and its serial number
// in decimal; the root certificates by those of them that are signed with RSA, joined by "_" (alipay-sdk antcertutil.ts).

/** PKCS#1: RSA with whatever hash. The file also has roots of SM2, which do not count. */
const rsaSignature = '1.2.840.113549.1.1.'

/** `app_cert_sn`, `alipay_cert_sn`. Throws where it is no certificate. */
export function certificateSn(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem)
  // Node writes a part a line, in the order of the certificate.
  const parts = issuer.split('\n').reverse().map(plainPart)
  const serial = BigInt(`0x${serialNumber}`).toString(10)
  return createHash('md5')
    .update(`${parts.join(',')}${serial}`, 'utf8')
    .digest('hex')
}

/** `alipay_root_cert_sn`, of the whole file. Throws where one of it is no certificate. */
export function rootCertificateSn(pems: string): string {
  const all = pems.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return all
    .filter(pem => new X509Certificate(pem).signatureAlgorithmOid?.startsWith(rsaSignature))
    .map(certificateSn)
    .join('_')
}

/** OpenSSL escapes what would end a part; Alipay calls the address E. */
function plainPart(part: string): string {
  return part.replace(/^emailAddress=/, 'E=').replace(/\\([^0-9A-Fa-f])/g, '$1')
}
