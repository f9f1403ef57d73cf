"""The arithmetic of blind signatures, held against the vectors of RFC 9474."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from surveys import blind

# RFC 9474, appendix A: the key of all vectors, and RSABSSA-SHA384-PSS-Deterministic, whose message
# is signed as it is. The randomized variant differs only in 32 random bytes put in front.
P = """
e1f4d7a34802e27c7392a3cea32a262a34dc3691bd87f3f310dc75673488930559c120fd0410194fb8a0da55bd0b8122
7e843fdca6692ae80e5a5d414116d4803fca7d8c30eaaae57e44a1816ebb5c5b0606c536246c7f11985d731684150b63
c9a3ad9e41b04c0b5b27cb188a692c84696b742a80d3cd00ab891f2457443dadfeba6d6daf108602be26d7071803c671
05a5426838e6889d77e8474b29244cefaf418e381b312048b457d73419213063c60ee7b0d81820165864fef93523c963
5c22210956e53a8d96322493ffc58d845368e2416e078e5bcb5d2fd68ae6acfa54f9627c42e84a9d3f2774017e32ebca
06308a12ecc290c7cd1156dcccfb2311
"""
Q = """
c601a9caea66dc3835827b539db9df6f6f5ae77244692780cd334a006ab353c806426b60718c05245650821d39445d3a
b591ed10a7339f15d83fe13f6a3dfb20b9452c6a9b42eaa62a68c970df3cadb2139f804ad8223d56108dfde30ba7d367
e9b0a7a80c4fdba2fd9dde6661fc73fc2947569d2029f2870fc02d8325acf28c9afa19ecf962daa7916e21afad09eb62
fe9f1cf91b77dc879b7974b490d3ebd2e95426057f35d0a3c9f45f79ac727ab81a519a8b9285932d9b2e5ccd347e59f3
f32ad9ca359115e7da008ab7406707bd0e8e185a5ed8758b5ba266e8828f8d863ae133846304a2936ad7bc7c9803879d
2fc4a28e69291d73dbd799f8bc238385
"""
MESSAGE = """
8f3dc6fb8c4a02f4d6352edf0907822c1210a9b32f9bdda4c45a698c80023aa6b59f8cfec5fdbb36331372ebefedae7d
"""
SALT = """
051722b35f458781397c3a671a7d3bd3096503940e4c4f1aaa269d60300ce449555cd7340100df9d46944c5356825abf
"""
INVERSE = """
80682c48982407b489d53d1261b19ec8627d02b8cda5336750b8cee332ae260de57b02d72609c1e0e9f28e2040fc65b6
f02d56dbd6aa9af8fde656f70495dfb723ba01173d4707a12fddac628ca29f3e32340bd8f7ddb557cf819f6b01e445ad
96f874ba235584ee71f6581f62d4f43bf03f910f6510deb85e8ef06c7f09d9794a008be7ff2529f0ebb69decef646387
dc767b74939265fec0223aa6d84d2a8a1cc912d5ca25b4e144ab8f6ba054b54910176d5737a2cff011da431bd5f2a0d2
d66b9e70b39f4b050e45c0d9c16f02deda9ddf2d00f3e4b01037d7029cd49c2d46a8e1fc2c0c17520af1f4b5e25ba396
afc4cd60c494a4c426448b35b49635b337cfb08e7c22a39b256dd032c00adddafb51a627f99a0e1704170ac1f1912e49
d9db10ec04c19c58f420212973e0cb329524223a6aa56c7937c5dffdb5d966b6cd4cbc26f3201dd25c80960a1a111b32
947bb78973d269fac7f5186530930ed19f68507540eed9e1bab8b00f00d8ca09b3f099aae46180e04e3584bd7ca054df
18a1504b89d1d1675d0966c4ae1407be325cdf623cf13ff13e4a28b594d59e3eadbadf6136eee7a59d6a444c9eb4e219
8e8a974f27a39eb63af2c9af3870488b8adaad444674f512133ad80b9220e09158521614f1faadfe8505ef57b7df6813
048603f0dd04f4280177a11380fbfc861dbcbd7418d62155248dad5fdec0991f
"""
BLINDED = """
10c166c6a711e81c46f45b18e5873cc4f494f003180dd7f115585d871a28930259654fe28a54dab319cc5011204c8373
b50a57b0fdc7a678bd74c523259dfe4fd5ea9f52f170e19dfa332930ad1609fc8a00902d725cfe50685c95e5b2968c9a
2828a21207fcf393d15f849769e2af34ac4259d91dfd98c3a707c509e1af55647efaa31290ddf48e0133b798562af5ea
bd327270ac2fb6c594734ce339a14ea4fe1b9a2f81c0bc230ca523bda17ff42a377266bc2778a274c0ae5ec5a8cbbe36
4fcf0d2403f7ee178d77ff28b67a20c7ceec009182dbcaa9bc99b51ebbf13b7d542be337172c6474f2cd3561219fe0df
a3fb207cff89632091ab841cf38d8aa88af6891539f263adb8eac6402c41b6ebd72984e43666e537f5f5fe27b2b5aa11
4957e9a580730308a5f5a9c63a1eb599f093ab401d0c6003a451931b6d124180305705845060ebba6b0036154fcef3e5
e9f9e4b87e8f084542fd1dd67e7782a5585150181c01eb6d90cb95883837384a5b91dbb606f266059ecc51b5acbaa280
e45cfd2eec8cc1cdb1b7211c8e14805ba683f9b78824b2eb005bc8a7d7179a36c152cb87c8219e5569bba911bb32a1b9
23ca83de0e03fb10fba75d85c55907dda5a2606bf918b056c3808ba496a4d95532212040a5f44f37e1097f26dc27b98a
51837daa78f23e532156296b64352669c94a8a855acf30533d8e0594ace7c442
"""
SIGNATURE = """
6fef8bf9bc182cd8cf7ce45c7dcf0e6f3e518ae48f06f3c670c649ac737a8b8119a34d51641785be151a697ed7825fdf
ece82865123445eab03eb4bb91cecf4d6951738495f8481151b62de869658573df4e50a95c17c31b52e154ae26a04067
d5ecdc1592c287550bb982a5bb9c30fd53a768cee6baabb3d483e9f1e2da954c7f4cf492fe3944d2fe456c1ecaf08403
69e33fb4010e6b44bb1d721840513524d8e9a3519f40d1b81ae34fb7a31ee6b7ed641cb16c2ac999004c2191de020145
7523f5a4700dd649267d9286f5c1d193f1454c9f868a57816bf5ff76c838a2eeb616a3fc9976f65d4371deecfbab2936
2caebdff69c635fe5a2113da4d4d8c24f0b16a0584fa05e80e607c5d9a2f765f1f069f8d4da21f27c2a3b5c984b4ab24
899bef46c6d9323df4862fe51ce300fca40fb539c3bb7fe2dcc9409e425f2d3b95e70e9c49c5feb6ecc9d43442c33d50
003ee936845892fb8be475647da9a080f5bc7f8a716590b3745c2209fe05b17992830ce15f32c7b22cde755c8a2fe50b
d814a0434130b807dc1b7218d4e85342d70695a5d7f29306f25623ad1e8aa08ef71b54b8ee447b5f64e73d09bdd6c3b7
ca224058d7c67cc7551e9241688ada12d859cb7646fbd3ed8b34312f3b49d69802f0eaa11bc4211c2f7a29cd5c01ed01
a39001c5856fab36228f5ee2f2e1110811872fe7c865c42ed59029c706195d52
"""


def octets(text):
    return bytes.fromhex("".join(text.split()))


def number(text):
    return int.from_bytes(octets(text))


@pytest.fixture(scope="module")
def standard():
    """The private key of the vectors."""
    p, q, e = number(P), number(Q), 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    parts = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    return rsa.RSAPrivateNumbers(p, q, d, *parts, rsa.RSAPublicNumbers(e, p * q)).private_key()


@pytest.fixture(scope="module")
def key():
    return blind.new_key()


def test_G3_blinding_gives_the_message_of_the_standard(standard):
    given = {"salt": octets(SALT), "inverse": number(INVERSE)}
    blinded, inverse = blind.blind(standard.public_key(), octets(MESSAGE), **given)
    assert blinded == octets(BLINDED)
    assert inverse == number(INVERSE)


def test_G3_signing_and_unblinding_give_the_signature_of_the_standard(standard):
    signed = blind.sign_blinded(standard, octets(BLINDED))
    assert signed == blind.sign_blinded(standard, octets(BLINDED))
    made = blind.finalize(standard.public_key(), octets(MESSAGE), signed, number(INVERSE))
    assert made == octets(SIGNATURE)


def test_a_token_goes_the_whole_way(key):
    public, token = key.public_key(), blind.new_token()
    blinded, inverse = blind.blind(public, token)
    signature = blind.finalize(public, token, blind.sign_blinded(key, blinded), inverse)
    assert blind.is_valid(public, token, signature)
    assert not blind.is_valid(public, blind.new_token(), signature)
    assert not blind.is_valid(blind.new_key().public_key(), token, signature)


def test_G3_any_token_could_have_been_behind_any_blinded_message(key):
    public, token, other = key.public_key(), blind.new_token(), blind.new_token()
    n = public.public_numbers().n
    blinded, _inverse = blind.blind(public, token)
    signed = int.from_bytes(blind.sign_blinded(key, blinded))
    theirs, inverse = blind.blind(public, other)
    signature = blind.finalize(public, other, blind.sign_blinded(key, theirs), inverse)
    fitting = int.from_bytes(signature) * pow(signed, -1, n) % n
    assert blind.finalize(public, other, signed.to_bytes(256), fitting) == signature


@pytest.mark.parametrize("blinded", [b"", b"\0" * 255, b"\xff" * 256, b"\1" * 257])
def test_what_is_no_message_of_this_key_is_refused(key, blinded):
    with pytest.raises(ValueError, match="no message"):
        blind.sign_blinded(key, blinded)


def test_a_signature_of_something_else_is_noticed(key):
    public, token = key.public_key(), blind.new_token()
    _blinded, inverse = blind.blind(public, token)
    another, _other = blind.blind(public, blind.new_token())
    with pytest.raises(ValueError, match="no signature"):
        blind.finalize(public, token, blind.sign_blinded(key, another), inverse)


def test_keys_survive_being_stored(key):
    again = blind.read_private(blind.private_bytes(key))
    assert again.private_numbers() == key.private_numbers()
    public = blind.read_public(blind.public_bytes(key))
    assert public.public_numbers() == key.public_key().public_numbers()
