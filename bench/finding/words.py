"""What is looked for: frequent words and rare ones, inflected, by fields, and half typed."""

KOREAN = ["환불", "환불했는데요", "배송 지연", "카드결제", "교환해 주세요", "비밀번호", "깨져서 왔어요",
          "무쇠 냄비", "재입고 문의", "로그인이 안 돼요", "김민준", "현금영수증", "세금계산서 이메일",
          "환불 정책", "냉장고 고장", "제주도 배송"]  # fmt: skip
ENGLISH = ["refund", "where is my parcel", "charged twice", "broken kettle", "invoice", "Singapore",
           "password changed", "warranty", "James Chen", "replacement", "delivered", "coupon"]  # fmt: skip
OPERATORS = ["status:open 환불", "담당:나 배송", "담당:나", "tag:환불 카드", "status:unsolved -환불",
             '"배송 조회"', "channel:phone 고장", "before:2026-01 교환", "priority:high 결제",
             "팀:배송팀 제주도", "refund -card", "from:user12@"]  # fmt: skip
TYPED = ["환", "환ㅂ", "환불", "배소", "배송 ㅈ", "ref", "refu", "김미", "김민", "카드결", "rhkdrj",
         "ㅎㅂ", "비밀", "교환해 주"]  # fmt: skip
